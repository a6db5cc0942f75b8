import numpy as np

from fer_edge.runtime.detection.fixed import FixedDetector


def test_the_boxes_are_the_same_whatever_is_done_with_them():
    detector = FixedDetector([[1, 2, 3, 4]])
    detector.detect(np.zeros((1, 1, 3), np.uint8))[:] = 9
    assert detector.detect(np.zeros((1, 1, 3), np.uint8)).tolist() == [[1, 2, 3, 4]]


def test_nobody_is_no_boxes():
    assert FixedDetector([]).detect(np.zeros((1, 1, 3), np.uint8)).shape == (0, 4)
