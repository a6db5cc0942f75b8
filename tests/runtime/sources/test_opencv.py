import cv2
import numpy as np
import pytest

from fer_edge.runtime.sources.opencv import OpenCvCapture


class Video:
    """As much of cv2.VideoCapture as is used. fps: what it promises. fails: its decoder gives up."""

    def __init__(self, fps: float, fails: bool = False):
        self.fps, self.fails = fps, fails

    def get(self, what):
        return self.fps

    def read(self):
        if self.fails:
            raise cv2.error("damaged")
        return True, np.zeros((2, 3, 3), np.uint8)


@pytest.mark.parametrize(("promised", "fps"), [(25.0, 25.0), (90_000.0, 0.0), (-1.0, 0.0), (0.0, 0.0)])
def test_a_rate_is_believed_only_where_it_is_likely(promised, fps):
    assert OpenCvCapture(Video(promised)).fps == fps


def test_a_rate_that_is_made_up_is_not_asked_for():
    assert OpenCvCapture(Video(25.0), trust_fps=False).fps == 0.0


def test_a_damaged_picture_is_none_and_no_error():
    assert OpenCvCapture(Video(25.0, fails=True)).read() is None
    assert OpenCvCapture(Video(25.0)).read().shape == (2, 3, 3)
