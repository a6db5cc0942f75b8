import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.video import VideoFile, rate
from fer_edge.runtime.types import Frame
from tests.little_disk import little_disk

NOISE = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)


def frames(path) -> int:
    capture, count = cv2.VideoCapture(str(path)), 0
    while capture.read()[0]:
        count += 1
    return count


def save(path, times, fps=10.0) -> None:
    sink = VideoFile(path, fps, LABELS)
    for index, time in enumerate(times):
        sink.write(Frame(index=index, time=time, image=NOISE), [])
    sink.close()
    sink.close()


@pytest.mark.parametrize("suffix", ["mp4", "avi", "mkv"])
def test_a_recording_keeps_its_frames_one_by_one(tmp_path, suffix):
    path = tmp_path / f"out.{suffix}"
    save(path, [index / 23.976 for index in range(50)], fps=23.976)
    assert frames(path) == 50
    assert cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FPS) == pytest.approx(23.976, abs=0.01)


def test_a_slow_camera_plays_at_its_own_rate(tmp_path):
    save(tmp_path / "out.mp4", [index / 4 for index in range(20)], fps=30.0)
    assert cv2.VideoCapture(str(tmp_path / "out.mp4")).get(cv2.CAP_PROP_FPS) == pytest.approx(4)
    assert frames(tmp_path / "out.mp4") == 20


def test_frames_that_are_late_are_made_up_for_and_a_gap_takes_a_second(tmp_path):
    steady = [index / 10 for index in range(20)]
    save(tmp_path / "late.mp4", [*steady, 2.4, 2.5])
    assert frames(tmp_path / "late.mp4") == 26
    save(tmp_path / "gap.mp4", [*steady, 500.0, 500.1])
    assert frames(tmp_path / "gap.mp4") == 20 + 10 + 1


def test_frames_that_come_too_fast_are_left_out(tmp_path):
    save(tmp_path / "out.mp4", [index / 40 for index in range(80)])
    assert frames(tmp_path / "out.mp4") == pytest.approx(20, abs=1)


def test_the_rate_is_the_nominal_one_or_what_comes():
    assert rate(25.0, [0.0]) == 25.0
    assert rate(25.0, [0.0, 0.04, 0.08]) == 25.0
    assert rate(25.0, [0.0, 0.125, 0.25, 3.0]) == 8.0
    assert rate(25.0, [0.0, 30.0]) == 1.0


def test_a_file_is_in_place_only_when_it_is_whole(tmp_path):
    sink = VideoFile(tmp_path / "out.mp4", 10, LABELS)
    for index in range(20):
        sink.write(Frame(index=index, time=index / 10, image=NOISE), [])
    assert not (tmp_path / "out.mp4").exists()
    sink.close()
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.parametrize(("name", "says"), [("nowhere/out.mp4", "nowhere"), ("out.gif", r"\.mkv")])
def test_a_file_that_cannot_be_written_is_named(tmp_path, name, says):
    with pytest.raises(UsageError, match=says):
        VideoFile(tmp_path / name, 10, LABELS)


def test_without_a_frame_there_is_no_file(tmp_path):
    VideoFile(tmp_path / "out.mp4", 10, LABELS).close()
    assert not list(tmp_path.iterdir())


def test_a_picture_no_encoder_takes_is_an_error_of_ours(tmp_path):
    sink = VideoFile(tmp_path / "out.mp4", 10, LABELS)
    sink.write(Frame(index=0, time=0.0, image=np.zeros((1, 1, 3), np.uint8)), [])
    with pytest.raises(FerEdgeError, match="cannot begin"):
        sink.close()
    assert not list(tmp_path.iterdir())


def test_a_video_that_is_there_is_kept(tmp_path):
    told: list[str] = []
    for count in (20, 30):
        sink = VideoFile(tmp_path / "out.mkv", 10, LABELS, told.append)
        for index in range(count):
            sink.write(Frame(index=index, time=index / 10, image=NOISE), [])
        sink.close()
    assert (frames(tmp_path / "out.mkv"), frames(tmp_path / "out-2.mkv")) == (20, 30)
    assert len(told) == 2 and all("out-2.mkv" in line for line in told)


def test_what_a_killed_run_left_gets_a_name(tmp_path):
    told: list[str] = []
    save(tmp_path / "out.mkv", [index / 10 for index in range(20)])
    (tmp_path / "out.mkv").rename(tmp_path / ".part.out.mkv")
    (tmp_path / ".part.other.mp4").write_bytes(b"no index")
    (tmp_path / ".part.empty.mp4").touch()
    (tmp_path / ".part.torn.mkv").write_bytes(b"no picture")
    (tmp_path / ".part.else").touch()
    VideoFile(tmp_path / "new.mkv", 10, LABELS, told.append).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".part.else", "other.mp4", "out.mkv"]
    assert frames(tmp_path / "out.mkv") == 20
    assert ["can be played" in line for line in told] == [False, True]


def test_two_runs_do_not_save_one_video(tmp_path):
    one = VideoFile(tmp_path / "out.mkv", 10, LABELS)
    for index in range(20):
        one.write(Frame(index=index, time=index / 10, image=NOISE), [])
    with pytest.raises(UsageError, match="another run"):
        VideoFile(tmp_path / "out.mkv", 10, LABELS)
    VideoFile(tmp_path / "other.mkv", 10, LABELS).close()  # Which leaves the part of a run that is alive.
    one.close()
    assert frames(tmp_path / "out.mkv") == 20 and len(list(tmp_path.iterdir())) == 1


def test_on_a_full_disk_what_was_written_plays(tmp_path):
    with little_disk(tmp_path, "1m") as disk:
        sink, written = VideoFile(disk / "out.mp4", 10, LABELS), 0
        with pytest.raises(FerEdgeError, match="make room"):
            for index in range(1000):
                noise = np.random.default_rng(index).integers(0, 255, (120, 160, 3), np.uint8)
                sink.write(Frame(index=index, time=index / 10, image=noise), [])
                written = index + 1
        sink.close()
        assert [path.name for path in disk.iterdir()] == ["out.mp4"]
        assert frames(disk / "out.mp4") == written > 10
