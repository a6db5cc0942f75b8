"""The frames that every machine is shown."""

import cv2
import numpy as np
import pytest

from benchmarks.emulated.frames import SIZE, read_frames, write_lossless
from fer_edge.errors import FerEdgeError


@pytest.fixture
def clip(tmp_path):
    """Five frames of noise, 320 by 240."""
    frames = np.random.default_rng(0).integers(0, 256, (5, 240, 320, 3), np.uint8)
    write_lossless(tmp_path / "noise.avi", frames)
    return tmp_path / "noise.avi", frames


def test_what_is_stored_losslessly_comes_back_pixel_by_pixel(clip):
    path, frames = clip
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    read = [video.read()[1] for _ in frames]
    assert np.array_equal(read, frames)


def test_a_clip_of_any_size_fills_the_frame(clip):
    frames = read_frames(clip[0], 5)
    assert frames.shape == (5, SIZE[1], SIZE[0], 3) and frames.std() > 20


def test_a_clip_that_is_too_short_is_refused(clip):
    with pytest.raises(FerEdgeError, match="has 5 frames, 6 are needed"):
        read_frames(clip[0], 6)
