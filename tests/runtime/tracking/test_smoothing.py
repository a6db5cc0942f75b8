import numpy as np
import pytest

from fer_edge.artifact.certainty import Certainty
from fer_edge.runtime.tracking.smoothing import Smoother

HAPPY, SAD = np.eye(7)[3], np.eye(7)[5]


def unsure(index: int, share: float) -> np.ndarray:
    return np.where(np.arange(7) == index, share, (1 - share) / 6)


def test_one_odd_frame_does_not_change_the_label():
    smoother = Smoother(0.3)
    smoother.update(0.0, 1, HAPPY)
    assert smoother.update(0.04, 1, SAD).label == 3


@pytest.mark.parametrize("fps", [24, 10])
@pytest.mark.parametrize("share", [1.0, 0.7, 0.5])
def test_a_step_from_happy_to_sad_shows_within_half_a_second(fps, share):
    smoother = Smoother(0.3)
    for n in range(fps):
        smoother.update(n / fps, 1, unsure(3, share))
    changed = next(n / fps for n in range(100) if smoother.update(1 + n / fps, 1, unsure(5, share)).label == 5)
    assert changed < 0.5


def test_labels_that_flicker_change_at_most_a_third_as_often():
    rows = 0.25 + np.random.default_rng(0).normal(0, 0.1, (480, 7))
    changes = {}
    for seconds in (0.0, 0.3):
        smoother = Smoother(seconds)
        labels = [smoother.update(n / 24, 1, row).label for n, row in enumerate(rows)]
        changes[seconds] = np.count_nonzero(np.diff(labels))
    assert changes[0.3] <= changes[0.0] / 3


def test_without_seconds_nothing_is_smoothed():
    smoother = Smoother(0.0)
    smoother.update(0.0, 1, HAPPY)
    assert smoother.update(0.04, 1, SAD).label == 5


def test_uncertain_has_a_lead_to_overcome_before_it_is_certain_again():
    smoother = Smoother(0.01, Certainty(uncertain_below=0.5))
    said = [smoother.update(n, 1, unsure(3, share)).uncertain for n, share in enumerate((0.6, 0.49, 0.52, 0.56, 0.52))]
    assert said == [False, True, True, False, False]


def test_an_answer_that_wavers_is_uncertain_however_far_its_label_leads():
    wavering, torn = unsure(3, 0.5), np.where(np.isin(np.arange(7), (3, 5)), 0.5, 0)
    for row, uncertain in ((wavering, True), (torn, False)):
        assert Smoother(0.3, Certainty(uncertain_below=0.4, most_labels=4)).update(0, 1, row).uncertain is uncertain


def test_two_people_do_not_share_a_past_and_the_last_answer_stays():
    smoother = Smoother(0.3)
    smoother.update(0.0, 1, HAPPY)
    assert smoother.update(0.04, 2, SAD).label == 5
    assert smoother.last(1).label == 3 and smoother.last(3) is None


def test_a_past_is_forgotten_after_two_seconds_or_where_frames_are_farther_apart_after_two_of_them():
    for interval, kept in ((0.0, 2.0), (5.0, 12.0)):
        smoother = Smoother(100.0)
        smoother.update(0.0, 1, HAPPY)
        assert smoother.update(kept, 1, SAD, interval).label == 3
        assert smoother.update(2 * kept + 1, 1, SAD, interval).label == 5


def test_what_is_usual_without_settings():
    smoother, plain = Smoother(), Smoother(0.3, Certainty())
    for time, share in ((0.0, 0.9), (0.2, 0.3), (0.5, 0.2)):
        usual, told = smoother.update(time, 1, unsure(3, share)), plain.update(time, 1, unsure(3, share))
        np.testing.assert_array_equal(usual.probabilities, told.probabilities)
        assert not usual.uncertain and not told.uncertain


def test_an_answer_of_just_the_threshold_is_certain():
    assert not Smoother(0.3, Certainty(uncertain_below=0.5)).update(0.0, 1, np.array([0.5, 0.25, 0.25])).uncertain
