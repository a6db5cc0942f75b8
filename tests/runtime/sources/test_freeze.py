import numpy as np

from fer_edge.runtime.sources.freeze import FreezeDetector

RAMP = np.repeat(np.arange(64, dtype=np.uint8)[None, :, None], 48, 0).repeat(3, 2)


def test_the_same_picture_once_more_repeats():
    still = FreezeDetector()
    assert not still.repeats(RAMP)
    assert still.repeats(RAMP.copy())


def test_one_value_between_the_samples_is_a_change():
    still, other = FreezeDetector(), RAMP.copy()
    other[5, 5, 0] += 1
    still.repeats(RAMP)
    assert not still.repeats(other)


def test_a_dark_room_is_not_a_frozen_camera():
    still, dark = FreezeDetector(), np.full_like(RAMP, 2)
    still.repeats(dark)
    assert not still.repeats(dark.copy())


def test_another_size_is_a_change():
    still = FreezeDetector()
    still.repeats(RAMP)
    assert not still.repeats(RAMP[:32])
