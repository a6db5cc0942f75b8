import numpy as np

from fer_edge.runtime.smoothing import Smoother

HAPPY, SAD = np.eye(7)[3], np.eye(7)[5]


def test_one_odd_frame_does_not_change_the_label():
    smoother = Smoother(0.3)
    smoother.update(0.0, 1, HAPPY)
    assert smoother.update(0.04, 1, SAD)[1] == 3


def test_a_step_shows_within_half_a_second():
    smoother = Smoother(0.3)
    smoother.update(0.0, 1, HAPPY)
    changed = next(n / 24 for n in range(1, 100) if smoother.update(n / 24, 1, SAD)[1] == 5)
    assert changed < 0.5


def test_without_seconds_nothing_is_smoothed():
    smoother = Smoother(0.0)
    smoother.update(0.0, 1, HAPPY)
    assert smoother.update(0.04, 1, SAD)[1] == 5
