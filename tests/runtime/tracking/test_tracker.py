import numpy as np
import pytest

from fer_edge.runtime.tracking.tracker import CALM, COVERED_FOR, VELOCITY_OVER, Track, Tracker, overlap

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


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([0, 0, 10, 20], [0, 0, 10, 20], 1.0),
        ([0, 0, 10, 20], [5, 10, 10, 20], 50 / 350),
        ([5, 10, 10, 20], [0, 0, 10, 20], 50 / 350),
        ([30, 40, 8, 6], [32, 41, 2, 3], 6 / 48),
        ([0, 0, 2, 2], [1, 1, 0.5, 0.25], 0.125 / 4),
        ([0, 0, 10, 10], [30, 0, 10, 10], 0.0),
        ([0, 0, 10, 10], [0, 30, 10, 10], 0.0),
        ([0, 0, 10, 10], [30, 40, 10, 10], 0.0),
        ([0, 0, 10, 10], [10, 0, 10, 10], 0.0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 0.0),
    ],
)
def test_overlap_is_what_two_boxes_share_of_what_they_cover(one, other, share):
    assert overlap(np.array(one, float), np.array(other, float)) == pytest.approx(share)


STATE = np.array([100.0, 50.0, 40.0, 60.0])


@pytest.mark.parametrize(
    ("time", "velocity", "expected"),
    [
        (1.2, [10, -20, 8, -6], [102, 46, 41.6, 58.8]),
        (3.0, [10, -20, 8, -6], [120, 10, 42.4, 58.2]),  # It goes on walking, and soon stops growing.
        (0.5, [10, -20, 8, -6], [100, 50, 40, 60]),
        (1.3, [0, 0, -900, -900], [100, 50, 20, 30]),
    ],
)
def test_where_somebody_is_expected(time, velocity, expected):
    track = Track(state=STATE, seen=1.0, velocity=np.array(velocity, float))
    np.testing.assert_allclose(track.at(time), expected)


def test_what_is_found_moves_what_is_known():
    look, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    track = Track(state=STATE, seen=1.0)
    track.see(1.1, STATE + np.array([10, 0, 0, 5]), look)
    np.testing.assert_allclose(track.state, STATE + (1 - CALM) * np.array([10, 0, 0, 5]))
    np.testing.assert_allclose(track.velocity, (1 - np.exp(-0.1 / VELOCITY_OVER)) * np.array([100, 0, 0, 50]))
    assert (track.seen, track.visible, len(track.past)) == (1.1, True, 1)
    assert track.past[0].seen == 1.0 and not track.past[0].past
    np.testing.assert_array_equal(track.look, look)
    before = track.velocity
    track.see(1.1, track.state + 7.0, other)  # No time has passed: that is no velocity.
    np.testing.assert_array_equal(track.velocity, before)
    np.testing.assert_allclose(track.look, [0.8, 0.2])
    track.see(1.2, track.state, None)
    np.testing.assert_allclose(track.look, [0.8, 0.2])


def test_what_was_known_is_kept_for_as_long_as_somebody_may_be_half_covered():
    track = Track(state=STATE, seen=0.0)
    for time in (0.25, 0.5, 0.75, 1.0):
        track.see(time, STATE, None)
    assert [past.seen for past in track.past] == [0.25, 0.5, 0.75] and 1.0 - COVERED_FOR < 0.5
    track.see(0.5 + COVERED_FOR, STATE, None)
    assert [past.seen for past in track.past] == [0.5, 0.75, 1.0]


def test_who_comes_out_again_is_believed_at_once_from_before_the_cover():
    track = Track(state=STATE, seen=1.0, velocity=np.array([10.0, 0, 0, 0]))
    track.see(1.1, STATE + np.array([1, 0, 0, 0]), None)
    track.see(1.2, STATE * [1, 1, 0.5, 0.5], None)
    track.visible = False
    track.see(2.0, STATE + np.array([14, 0, 0, 0]), None)
    np.testing.assert_allclose(track.state, STATE + np.array([14, 0, 0, 0]))  # All of the surprise.
    np.testing.assert_allclose(track.velocity[0], 10 + (1 - np.exp(-1.0 / VELOCITY_OVER)) * (14 - 10) / 1.0)


@pytest.mark.parametrize(
    ("moved", "same"),
    [
        ([0.77 * 48, 0, 0, 0], True),  # 1.3 times the reach of 0.6 sides, of a face of 36 by 64 pixels.
        ([0.79 * 48, 0, 0, 0], False),
        ([0, -0.77 * 48, 0, 0], True),
        ([0, 0.79 * 48, 0, 0], False),
        ([-0.5 * 48, 0.58 * 48, 0, 0], True),
        ([-0.5 * 48, 0.62 * 48, 0, 0], False),
    ],
)
def test_how_far_somebody_may_be_from_where_expected(moved, same):
    tracker = Tracker()
    tracker.update(0.0, np.array([[100, 100, 36, 64]]))
    assert tracker.update(0.0, np.array([[100, 100, 36, 64]]) + moved) == [1 if same else 2]


@pytest.mark.parametrize(("factor", "same"), [(3.6, True), (3.8, False), (1 / 3.6, True), (1 / 3.8, False)])
def test_how_much_larger_or_smaller_somebody_may_be(factor, same):
    tracker = Tracker()
    tracker.update(0.0, np.array([[-20, -20, 40, 40]]))
    side = 40 * factor
    assert tracker.update(0.0, np.array([[-side / 2, -side / 2, side, side]])) == [1 if same else 2]


@pytest.mark.parametrize(("moved", "same"), [(70, True), (75, False)])
def test_who_has_not_been_seen_for_a_while_may_be_farther(moved, same):
    tracker = Tracker()
    tracker.update(9.0, np.array([[100, 100, 40, 40]]))
    assert tracker.update(10.0, np.array([[100 + moved, 100, 40, 40]])) == [1 if same else 2]


@pytest.mark.parametrize(("later", "number"), [(1.4, 1), (1.41, 2)])
def test_when_somebody_is_given_up(later, number):
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT]))
    assert tracker.update(later, np.array([LEFT])) == [number]


def test_boxes_are_where_they_were_found_and_nobody_is_missing_at_first():
    tracker = Tracker()
    assert not tracker.missing and tracker.visible(0.0)[1].shape == (0, 4)
    tracker.update(0.0, np.array([LEFT, [200, 10, 30, 50]]))
    numbers, boxes = tracker.visible(0.0)
    assert numbers == [1, 2] and not tracker.missing
    np.testing.assert_allclose(boxes, [LEFT, [200, 10, 30, 50]])


def test_looks_that_differ_make_somebody_new():
    tracker, looks = Tracker(), [np.repeat([1.0, 0.0], 12) / 4, np.repeat([0.0, 1.0], 12) / 4]
    assert tracker.update(0.0, np.array([LEFT]), [looks[0]]) == [1]
    moved = np.array([[10 + 30, 10, 50, 50]])
    assert tracker.update(0.0, moved, [looks[1]]) == [2]
    assert Tracker().update(0.0, moved, None) == [1]
