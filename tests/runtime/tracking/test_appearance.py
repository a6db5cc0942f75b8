import numpy as np

from fer_edge.runtime.tracking.appearance import appearance, difference

IMAGE = np.zeros((60, 80, 3), np.uint8)
IMAGE[:, 40:] = (200, 150, 100)


def test_the_same_face_elsewhere_looks_the_same_and_another_does_not():
    dark, bright = appearance(IMAGE, np.array([0, 0, 20, 20])), appearance(IMAGE, np.array([50, 0, 20, 20]))
    assert difference(dark, appearance(IMAGE, np.array([10, 30, 20, 25]))) == 0.0
    assert difference(dark, bright) == 1.0


def test_a_box_beyond_the_frame_has_a_look():
    assert appearance(IMAGE, np.array([-50, -50, 20, 20])).sum() == 3.0
