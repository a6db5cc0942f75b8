"""Real processes that are told to end, are killed, or find no room, in the middle of writing."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest

from tests.conftest import real
from tests.little_disk import little_disk
from tests.waiting import promptly

CLIP = "clips/woman_640x360_24fps.mp4"
COMMAND = Path(sys.executable).parent / "fer-edge"
PROMISED = 2.0
"""Seconds from SIGTERM to the end."""


@contextmanager
def process(*words, **more):
    """A process that does not outlive the test."""
    running = subprocess.Popen([*map(str, words)], stderr=subprocess.PIPE, text=True, **more)
    try:
        yield running
    finally:
        running.kill()
        running.communicate(timeout=10)


def run(tmp_path: Path, *words):
    return process(COMMAND, "run", "--source", real(CLIP), "--headless", *words, cwd=tmp_path)


def until(holds, running, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.002)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def frames(path: Path) -> list[int]:
    return [json.loads(line)["frame"] for line in path.read_text().splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_time_with_every_file_whole(tmp_path, number):
    words = ("--jsonl", "out.jsonl", "--save", "out.mp4", "--table", "out.csv")
    with run(tmp_path, *words) as running:
        until(lambda: size(tmp_path / "out.jsonl") > 5000, running)
        with promptly(PROMISED):
            running.send_signal(number)
            assert running.wait(20) == 0
    written = frames(tmp_path / "out.jsonl")
    assert written == list(range(len(written)))
    assert 5 < len(written) < 472
    capture, pictures = cv2.VideoCapture(str(tmp_path / "out.mp4")), 0
    while capture.read()[0]:
        pictures += 1
    assert pictures == len(written)
    assert len((tmp_path / "out.csv").read_text().splitlines()) > 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.jsonl", "out.mp4"]


def test_sigkill_leaves_valid_lines_and_no_half_video(tmp_path):
    with run(tmp_path, "--jsonl", "out.jsonl", "--save", "out.mp4") as running:
        until(lambda: size(tmp_path / "out.jsonl") > 5000, running)
        running.kill()
        running.wait(10)
    written = frames(tmp_path / "out.jsonl")
    assert written == list(range(len(written)))
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize(("option", "name", "room"), [("--jsonl", "out.jsonl", "48k"), ("--save", "out.mp4", "800k")])
def test_a_full_disk_ends_a_recording_with_one_line_and_a_file_that_can_be_read(tmp_path, option, name, room):
    with little_disk(tmp_path, room) as disk:
        with run(tmp_path, option, disk / name) as running:
            assert running.wait(30) == 1
            told = [line for line in running.stderr.read().splitlines() if line.startswith("fer-edge: ")]
        assert len(told) == 1
        assert "make room" in told[0]
        if name == "out.jsonl":
            assert len(frames(disk / name)) > 20
        else:
            assert cv2.VideoCapture(str(disk / name)).read()[0]


def test_under_nohup_a_terminal_may_go_away(tmp_path):
    with process(
        "nohup", COMMAND, "run", "--source", real(CLIP), "--headless", "--jsonl", "a", cwd=tmp_path
    ) as running:
        until(lambda: size(tmp_path / "a") > 5000, running)
        running.send_signal(signal.SIGHUP)
        before = size(tmp_path / "a")
        until(lambda: size(tmp_path / "a") > before + 5000, running)
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


def test_a_second_run_is_told_that_the_files_are_taken(tmp_path):
    with run(tmp_path, "--jsonl", "out.jsonl", "--save", "out.mkv") as running:
        until(lambda: size(tmp_path / "out.jsonl") > 5000, running)
        running.send_signal(signal.SIGSTOP)  # Else it may be over before another one has begun.
        for option, name in (("--jsonl", "out.jsonl"), ("--save", "out.mkv")):
            with run(tmp_path, option, name) as second:
                assert second.wait(60) == 2
                assert f"{name} is being" in second.stderr.read()
        running.send_signal(signal.SIGCONT)
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    written = frames(tmp_path / "out.jsonl")
    assert written == list(range(len(written))) and cv2.VideoCapture(str(tmp_path / "out.mkv")).read()[0]


LIVE = """
import sys, time
from contextlib import ExitStack
from pathlib import Path
import numpy as np
from fer_edge.system.signals import stop_event
from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.opening import OutputSettings, open_sinks
from fer_edge.runtime.types import Face, Frame, SourceCounts
from fer_edge.runtime.status import Status

class Live:
    name, fps, live, counts = "live", 100.0, True, SourceCounts()

face = Face(track=1, box=(0, 0, 9, 9), label="happy", confidence=1.0, probabilities=np.eye(7)[3])
folder = Path(sys.argv[1])
asked = OutputSettings(headless=True, jsonl="-", table=folder / "out.csv", save=folder / "out.mp4")
with stop_event() as stop, ExitStack() as stack:
    sinks = open_sinks(stack, asked, LABELS, Live(), Status(), lambda text: print(text, file=sys.stderr, flush=True))
    index = 0
    while not stop.is_set():
        frame = Frame(index=index, time=index / 100, image=np.zeros((48, 64, 3), np.uint8))
        for sink in sinks:
            sink.write(frame, [face])
        index += 1
        time.sleep(0.01)
        if index == 100:
            print("running, jsonl missed", sinks[0].missed, file=sys.stderr, flush=True)
"""


def test_sigterm_ends_in_time_though_nobody_reads_what_a_sink_writes(tmp_path):
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    try:
        with process(sys.executable, "-c", LIVE, tmp_path, stdout=writer) as running:
            line = running.stderr.readline()
            assert line.startswith("running, jsonl missed")
            assert int(line.split()[-1]) > 20
            with promptly(PROMISED):
                running.send_signal(signal.SIGTERM)
                assert running.wait(20) == 0
            assert "jsonl: does not end" in running.stderr.read()
    finally:
        os.close(reader)
        os.close(writer)
    assert cv2.VideoCapture(str(tmp_path / "out.mp4")).read()[0]
    assert "happy" in (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_benchmark_that_is_told_to_end_takes_its_measuring_process_along(tmp_path, number):
    with process(
        COMMAND, "bench", "nano", "--threads", "1", "--seconds", "600", "--runs", "9999999", cwd=tmp_path
    ) as running:
        until(lambda: measuring(running.pid), running)
        time.sleep(0.1)  # It is there before the one that started it has taken note of it.
        children = measuring(running.pid)
        running.send_signal(number)
        assert running.wait(timeout=10) == 128 + number
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def measuring(pid: int) -> list[str]:
    """The children of a process that measure a model."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        child for child in children if b"fer_edge.bench.measuring.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
