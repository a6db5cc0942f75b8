import numpy as np
import pytest

from fer_edge.runtime.detection.rate import RateController
from fer_edge.runtime.detection.scheduler import DetectionScheduler, distinct
from fer_edge.runtime.tracking.tracker import Tracker, overlap

IMAGE = np.zeros((360, 640, 3), np.uint8)


class Scene:
    """A detector that knows where the faces are; in a region it finds those whose centre is in it."""

    name = "scene"

    def __init__(self, *boxes):
        self.boxes, self.searches, self.looks = np.array(boxes, np.float32).reshape(-1, 4), 0, 0

    def detect(self, image, region=None):
        self.searches, self.looks = self.searches + (region is None), self.looks + (region is not None)
        if region is None:
            return self.boxes.copy()
        centres = self.boxes[:, :2] + self.boxes[:, 2:] / 2 - region[:2]
        return self.boxes[((centres >= 0) & (centres < region[2])).all(axis=1)]


def follow(scene, finder, tracker, times):
    """The numbers of those who are seen at each time."""
    seen = []
    for time in times:
        found = finder.find(time, IMAGE, tracker.visible(time)[1], tracker.missing)
        if found is not None:
            tracker.update(time, found)
        seen.append(tracker.visible(time)[0])
    return seen


def test_the_whole_frame_is_searched_once_a_second_and_the_face_kept_in_every_frame():
    scene = Scene([100, 100, 60, 80])
    assert follow(scene, DetectionScheduler(scene, RateController()), Tracker(), np.arange(48) / 24) == [[1]] * 48
    assert scene.searches == 2 and scene.looks == 15


def test_a_face_that_is_not_where_it_was_expected_is_looked_for_in_every_second_frame():
    scene, tracker = Scene([100, 100, 60, 80]), Tracker()
    finder = DetectionScheduler(scene, RateController())
    assert follow(scene, finder, tracker, np.arange(4) / 24) == [[1]] * 4 and scene.looks == 1
    scene.boxes += np.float32([25, 0, 0, 0])
    assert follow(scene, finder, tracker, np.arange(4, 9) / 24) == [[1]] * 5 and scene.looks == 3


@pytest.mark.parametrize("speed", [20, 100, 300])
def test_a_head_that_moves_steadily_is_not_left_behind(speed):
    scene, tracker, apart = Scene([50, 100, 60, 80]), Tracker(), []
    finder = DetectionScheduler(scene, RateController())
    for time in np.arange(36) / 24:
        scene.boxes[0, 0] = 50 + speed * time
        assert follow(scene, finder, tracker, [time]) == [[1]]
        apart.append(overlap(tracker.visible(time)[1][0], scene.boxes[0]))
    assert min(apart) > 0.5 and min(apart[24:]) > 0.9


def test_a_face_lost_from_its_region_is_searched_for_in_the_same_frame():
    scene, tracker = Scene([100, 100, 60, 80]), Tracker()
    finder = DetectionScheduler(scene, RateController())
    follow(scene, finder, tracker, [0.0])
    scene.boxes = np.array([[400, 100, 60, 80]], np.float32)
    assert follow(scene, finder, tracker, [0.1]) == [[2]]
    assert scene.searches == 2


def test_a_newcomer_is_found_within_a_second():
    scene, tracker = Scene([100, 100, 60, 80]), Tracker()
    finder = DetectionScheduler(scene, RateController())
    follow(scene, finder, tracker, [0.0])
    scene.boxes = np.array([[100, 100, 60, 80], [400, 100, 60, 80]], np.float32)
    assert follow(scene, finder, tracker, np.arange(1, 25) / 24)[-1] == [1, 2]


def test_stretched_intervals_look_less_often():
    searches = []
    for interval_scale in (1.0, 4.0):
        scene, rate = Scene([100, 100, 60, 80]), RateController()
        rate.interval_scale = interval_scale
        follow(scene, DetectionScheduler(scene, rate), Tracker(), np.arange(96) / 24)
        searches.append((scene.searches, scene.looks))
    assert searches[1][0] < searches[0][0] and searches[1][1] < searches[0][1] / 2


def test_an_empty_frame_is_searched_again_soon_and_a_clock_that_goes_back_begins_anew():
    scene = Scene()
    finder = DetectionScheduler(scene, RateController())
    assert follow(scene, finder, Tracker(), [0.0, 0.05, 0.1]) == [[], [], []]
    assert scene.searches == 2
    follow(scene, finder, Tracker(), [0.02])
    assert scene.searches == 3


class Turned(Scene):
    """Sees eyes, and the faces that are turned by less than 15 degrees more or less than what it is shown."""

    def __init__(self, degrees, *boxes):
        super().__init__(*boxes)
        self.degrees, self.shown = degrees, []

    def detect(self, image, region=None, turned=0.0):
        self.shown.append(turned)
        found = super().detect(image, region)
        return found if abs(self.degrees - turned) < 15 else found[:0]

    def roll(self, image, box, turned=0.0):
        return self.degrees


FACE = np.array([[100, 100, 60, 80]], np.float32)


def found(scene, time, rolls):
    return DetectionScheduler(scene, RateController()).find(time, IMAGE, FACE, False, rolls)


def test_a_turned_face_is_found_though_a_search_of_the_whole_frame_misses_it():
    scene = Turned(40.0, *FACE)
    np.testing.assert_array_equal(found(scene, 0.0, [35.0]), FACE)
    assert (scene.searches, scene.shown) == (1, [35.0, 0.0])
    assert len(found(Turned(40.0, *FACE), 0.0, None)) == 0


def test_a_face_that_turned_meanwhile_is_looked_for_to_either_side():
    for degrees in (25.0, -25.0):
        scene = Turned(0.0, *FACE)
        finder = DetectionScheduler(scene, RateController())
        finder.find(0.0, IMAGE, FACE, False, [float("nan")])
        scene.degrees = degrees
        np.testing.assert_array_equal(finder.find(0.1, IMAGE, FACE, False, [2.0]), FACE)
        assert scene.searches == 1 and scene.shown[:2] == [0.0, 0.0] and scene.shown[-1] == degrees


def test_unless_rolls_are_asked_for_nothing_is_looked_for_turned():
    scene = Turned(30.0, *FACE)
    finder = DetectionScheduler(scene, RateController())
    assert [len(finder.find(time, IMAGE, FACE, False)) for time in (0.0, 0.1)] == [0, 0]
    assert set(scene.shown) == {0.0} and scene.searches == 2


def test_a_turned_face_that_the_search_finds_too_counts_once():
    assert len(found(Turned(12.0, *FACE), 0.0, [12.0])) == 1


def test_one_face_in_two_regions_counts_once():
    assert len(distinct([np.array([0, 0, 10, 10]), np.array([1, 0, 10, 10]), np.array([50, 0, 10, 10])])) == 2
