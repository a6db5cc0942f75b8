import cv2
import numpy as np
import pytest

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.sources.files import open_files

IMAGE = np.zeros((24, 32, 3), np.uint8)


def test_a_video_has_its_own_clock(tmp_path):
    writer = cv2.VideoWriter(str(tmp_path / "a.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 10, (32, 24))
    for _ in range(5):
        writer.write(IMAGE)
    writer.release()
    assert [round(frame.time, 2) for frame in open_files(tmp_path / "a.mp4")] == [0.0, 0.1, 0.2, 0.3, 0.4]


class Unsteady:
    """A capture of five pictures without a fixed rate, as a browser records: 1000 a second is what such a file says."""

    TIMES = (0, 40, 90, 100, 0)
    """Milliseconds; the last is unknown."""

    def __init__(self, *_):
        self.at = -1

    def read(self):
        self.at += 1
        return (True, IMAGE) if self.at < len(self.TIMES) else (False, None)

    def get(self, what):
        return {cv2.CAP_PROP_FPS: 1000.0, cv2.CAP_PROP_POS_MSEC: float(self.TIMES[min(self.at, 4)])}[what]

    def release(self):
        pass


def test_a_video_without_a_fixed_rate_has_its_own_clock_too(tmp_path, monkeypatch):
    (tmp_path / "a.webm").touch()
    monkeypatch.setattr(cv2, "VideoCapture", Unsteady)
    assert [round(frame.time, 3) for frame in open_files(tmp_path / "a.webm")] == [0.0, 0.04, 0.09, 0.1, 0.101]


def test_a_text_file_is_no_video(tmp_path):
    (tmp_path / "a.mp4").write_text("hello")
    with pytest.raises(FerEdgeError, match="not a video"):
        open_files(tmp_path / "a.mp4")


def test_nothing_there_is_missing(tmp_path):
    with pytest.raises(MissingError):
        open_files(tmp_path / "a.mp4")
