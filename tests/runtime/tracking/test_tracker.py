import numpy as np

from fer_edge.runtime.tracking.tracker import Tracker

LEFT, RIGHT = [10, 10, 50, 50], [200, 10, 50, 50]


def test_two_people_keep_their_numbers_when_the_detector_changes_their_order():
    tracker = Tracker()
    assert tracker.update(0.0, np.array([LEFT, RIGHT])) == [1, 2]
    assert tracker.update(0.1, np.array([RIGHT, LEFT])) == [2, 1]


def test_a_person_hidden_for_less_than_a_second_keeps_the_number():
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT]))
    tracker.update(0.5, np.empty((0, 4)))
    assert tracker.update(0.9, np.array([LEFT])) == [1]


def test_a_person_gone_for_longer_is_someone_new():
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT]))
    assert tracker.update(1.5, np.array([LEFT])) == [2]


def test_where_frames_are_seconds_apart_a_person_keeps_the_number_and_may_be_missed_once():
    tracker = Tracker()
    for time, found in ((0.0, [LEFT]), (5.0, [LEFT]), (10.0, []), (15.0, [LEFT])):
        numbers = tracker.update(time, np.array(found).reshape(-1, 4), interval=5.0)
    assert numbers == [1]
    assert tracker.update(28.0, np.array([LEFT]), interval=5.0) == [2]


def walk(tracker, paths, times, looks=None):
    """Numbers by person over time; paths: functions from a time to a box, or None while it is hidden."""
    numbers = []
    for time in times:
        boxes = {person: path(time) for person, path in enumerate(paths) if path(time) is not None}
        shown = None if looks is None else [looks[person] for person in boxes]
        numbers.append(
            dict(zip(boxes, tracker.update(time, np.array(list(boxes.values())).reshape(-1, 4), shown), strict=True))
        )
    return numbers


def test_two_people_who_cross_keep_their_numbers():
    times = np.arange(48) / 24
    seen = walk(Tracker(), [lambda t: [100 + 150 * t, 100, 60, 80], lambda t: [400 - 150 * t, 110, 60, 80]], times)
    assert all(numbers == {0: 1, 1: 2} for numbers in seen)


def test_one_who_passes_behind_another_comes_out_with_the_same_number():
    def behind(t):
        return None if 0.7 < t < 1.3 else [400 - 150 * t, 110, 60, 80]

    seen = walk(Tracker(), [lambda t: [100 + 150 * t, 100, 60, 80], behind], np.arange(60) / 24)
    assert seen[-1] == {0: 1, 1: 2}


def test_a_second_of_being_hidden_while_walking_on_is_bridged():
    def hidden(t):
        return None if 1.0 < t < 2.0 else [50 + 120 * t, 100, 60, 80]

    assert walk(Tracker(), [hidden], np.arange(72) / 24)[-1] == {0: 1}


def test_one_whose_box_shrinks_while_being_covered_comes_out_the_same():
    def covered(t):
        if t < 1.0:
            return [400 - 130 * t, 110, 60, 80]
        if t < 1.4:  # The left edge is covered first: what is left of the face seems to move slower.
            return [270 - 20 * (t - 1), 110, 60 - 100 * (t - 1), 80 - 80 * (t - 1)]
        return None if t < 1.8 else [400 - 130 * t, 110, 60, 80]

    assert walk(Tracker(), [covered], np.arange(60) / 24)[-1] == {0: 1}


def test_looks_tell_apart_who_meet_and_turn_back():
    def back(start, way):
        return lambda t: None if 0.8 < t < 1.2 else [start + way * 150 * min(t, 2 - t), 100, 60, 80]

    looks = [np.repeat([1.0, 0.0], 12) / 4, np.repeat([0.0, 1.0], 12) / 4]
    assert walk(Tracker(), [back(100, 1), back(400, -1)], np.arange(48) / 24, looks)[-1] == {0: 1, 1: 2}


def test_a_newcomer_gets_a_new_number_and_none_is_used_twice():
    tracker = Tracker()
    seen = [tracker.update(2.0 * n, np.array([LEFT, RIGHT])) for n in range(3)]
    assert seen == [[1, 2], [3, 4], [5, 6]]


def test_between_two_looks_a_person_moves_on():
    tracker = Tracker()
    walk(tracker, [lambda t: [100 + 100 * t, 100, 60, 80]], np.arange(48) / 24)
    numbers, boxes = tracker.visible(47 / 24 + 0.1)
    assert numbers == [1]
    np.testing.assert_allclose(boxes[0], [100 + 100 * (47 / 24 + 0.1), 100, 60, 80], atol=3)


def test_who_is_hidden_is_missing_and_not_visible():
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT, RIGHT]))
    tracker.update(0.1, np.array([RIGHT]))
    assert tracker.missing and tracker.visible(0.1)[0] == [2]
