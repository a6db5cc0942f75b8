import struct
import sys
import zlib

import cv2
import numpy as np
import pytest

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.sources.latest import LatestFrame
from fer_edge.runtime.sources.opening import SourceSettings, open_source
from fer_edge.runtime.types import Frame

IMAGE = np.zeros((24, 32, 3), np.uint8)


def test_a_folder_gives_its_images_and_counts_the_damaged(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), IMAGE)
    (tmp_path / "b.png").write_bytes(b"broken")
    cv2.imwrite(str(tmp_path / "c.png"), IMAGE)
    source = open_files(tmp_path)
    assert [frame.index for frame in source] == [0, 1]
    assert source.counts.failed == 1


def test_a_folder_named_like_an_image_is_none(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), IMAGE)
    (tmp_path / "b.png").mkdir()
    source = open_files(tmp_path)
    assert (len([*source]), source.counts.failed) == (1, 0)


def test_an_image_that_cannot_be_read_counts_as_failed(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), IMAGE)
    cv2.imwrite(str(tmp_path / "b.png"), IMAGE)
    source = open_files(tmp_path)
    (tmp_path / "b.png").unlink()
    assert (len([*source]), source.counts.failed) == (1, 1)


def test_an_image_of_too_many_pixels_counts_as_failed(tmp_path):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    ]
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    cv2.imwrite(str(tmp_path / "b.png"), IMAGE)
    source = open_files(tmp_path)
    assert (len([*source]), source.counts.failed) == (1, 1)


def test_an_empty_source_is_not_the_present_folder():
    with pytest.raises(UsageError, match="empty"):
        open_source(SourceSettings(source=""), print)


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


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2 is Linux's")
def test_an_absent_camera_is_missing():
    with pytest.raises(MissingError, match="no camera 63"):
        open_source(SourceSettings(camera="63"), print)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (SourceSettings(camera="front"), "index such as 0"),
        (SourceSettings(source="-", size=(32, 24)), "--fps"),
        (SourceSettings(source="-", fps=10.0), "--size"),
        (SourceSettings(source="ftp://host/a.mp4"), "rtsp://"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(asked, says):
    with pytest.raises(UsageError, match=says):
        open_source(asked, print)


def test_a_path_opens_files(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), IMAGE)
    assert len(list(open_source(SourceSettings(source=str(tmp_path)), print))) == 1


def test_the_newest_frame_wins_and_the_dropped_are_counted():
    latest = LatestFrame()
    for index in range(3):
        latest.put(Frame(index=index, time=0.0, image=IMAGE))
    assert latest.take(0.1).index == 2
    assert latest.dropped == 2
    assert latest.take(0.01) is None


@pytest.mark.parametrize("url", ["http://[x", "file:///clip.mp4"])
def test_what_is_no_address_of_a_stream_is_wrong_usage(url):
    with pytest.raises(UsageError, match=r"--source \w+://\.\.\.: "):
        open_source(SourceSettings(source=url), print)
