from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sources.video import Video

IMAGE = np.zeros((24, 32, 3), np.uint8)


def record(path: Path, frames: int = 5, codec: str = "mp4v") -> Path:
    """A video of noise at ten frames a second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 10, (64, 48))
    for seed in range(frames):
        writer.write(np.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=np.uint8))
    writer.release()
    return path


def watch(path: Path) -> tuple[Video, list, list[str]]:
    told: list[str] = []
    video = Video(path, told.append)
    return video, list(video), told


def test_a_video_has_its_own_clock_and_nothing_is_told_of_a_sound_one(tmp_path):
    video, frames, told = watch(record(tmp_path / "a.mp4"))
    assert [(frame.index, round(frame.time, 2)) for frame in frames] == [(n, n / 10) for n in range(5)]
    assert (video.counts.failed, told) == (0, [])


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "mp4v"), ("a.avi", "MJPG"), ("a.mkv", "mp4v")])
def test_a_damaged_part_is_passed_over_counted_and_told(tmp_path, name, codec):
    path = record(tmp_path / name, 100, codec)
    content = bytearray(path.read_bytes())
    third, tenth = len(content) // 3, len(content) // 10
    content[third : third + tenth] = bytes(tenth)
    path.write_bytes(content)
    video, frames, told = watch(path)
    assert 70 < len(frames) < 95 and len(frames) + video.counts.failed == 100
    assert all(before.time < after.time for before, after in pairwise(frames))
    assert told == [f"{path} promises 100 frames and gave {len(frames)}: it is damaged, or was cut short"]


def test_one_cut_short_says_so(tmp_path):
    path = record(tmp_path / "a.avi", 100, "MJPG")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    video, frames, told = watch(path)
    assert 30 < len(frames) < 60 and video.counts.failed == 100 - len(frames)
    assert len(told) == 1 and "promises 100 frames" in told[0]


class Fake:
    """A capture of pictures at these milliseconds, without one where there is None. fps, count: what the file says."""

    fps, count, times = 10.0, 0, ()

    def __init__(self, *_):
        self.at, self.reads = -1, 0

    def isOpened(self):
        return True

    def read(self):
        self.at, self.reads = self.at + 1, self.reads + 1
        there = self.at < len(self.times) and self.times[self.at] is not None
        return (True, IMAGE) if there else (False, None)

    def set(self, what, value):
        self.at = int(value) - 1

    def get(self, what):
        known = {cv2.CAP_PROP_FPS: self.fps, cv2.CAP_PROP_FRAME_COUNT: self.count}
        return known[what] if what in known else float(self.times[min(max(self.at, 0), len(self.times) - 1)] or 0)

    def release(self):
        pass


@pytest.fixture
def watch_fake(monkeypatch, tmp_path):
    def watch_fake(times, fps=10.0, count=0):
        kind = type("Capture", (Fake,), {"times": times, "fps": fps, "count": count})
        monkeypatch.setattr(cv2, "VideoCapture", kind)
        return watch(tmp_path / "a.webm")

    return watch_fake


def test_one_without_a_fixed_rate_has_its_own_clock_and_its_promise_is_not_believed(watch_fake):
    # As a browser records: 1000 frames a second is what such a file says, and the last time is unknown.
    _, frames, told = watch_fake((0, 40, 90, 100, 0), fps=1000.0, count=5000)
    assert [round(frame.time, 3) for frame in frames] == [0.0, 0.04, 0.09, 0.1, 0.101] and told == []


def test_nor_is_that_of_one_whose_frames_are_farther_apart_than_its_rate_says(watch_fake):
    _, frames, told = watch_fake(tuple(range(0, 5000, 500)), fps=30.0, count=150)
    assert len(frames) == 10 and told == []


def test_one_bad_frame_is_counted_and_its_number_is_left_out(watch_fake):
    video, frames, told = watch_fake((*range(0, 1000, 100), None, *range(1100, 9000, 100)), count=90)
    assert [frame.index for frame in frames] == [n for n in range(90) if n != 10]
    assert video.counts.failed == 1 and "1 of its frames could not be read" in told[0]


def test_a_long_damage_is_jumped_over_by_position(watch_fake):
    times = (*range(0, 1000, 100), *[None] * 2000, *range(201_000, 301_000, 100))
    video, frames, told = watch_fake(times, count=len(times))
    assert frames[10].time >= 201.0 and len(frames) > 500
    assert video.counts.failed == len(times) - len(frames) and len(told) == 1


def test_where_nothing_more_can_be_read_it_ends_after_a_bounded_number_of_tries(watch_fake):
    _, frames, _ = watch_fake((0, 100, 200, *[None] * 100_000), count=100_000)
    assert len(frames) == 3
    video, _, _ = watch_fake((0, 100, 200))
    assert video._capture.reads < 400


def test_a_text_file_is_no_video(tmp_path):
    (tmp_path / "a.mp4").write_text("hello")
    with pytest.raises(FerEdgeError, match="not a video"):
        Video(tmp_path / "a.mp4")


def test_a_colon_in_a_name_is_no_protocol(tmp_path, monkeypatch):
    monkeypatch.chdir(record(tmp_path / "a.avi").parent)
    Path("a.avi").rename("10:43.avi")
    assert len(watch(Path("10:43.avi"))[1]) == 5
