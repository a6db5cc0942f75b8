import json
import threading
import time

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sinks import threaded as aside
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sinks.threaded import FRAMES, ThreadedSink
from fer_edge.runtime.types import Frame, StopLoop
from tests.little_disk import fill, little_disk

IMAGE = np.zeros((360, 640, 3), np.uint8)


def frame(index: int, image=IMAGE) -> Frame:
    return Frame(index=index, time=index / 10, image=image)


class Taking:
    """Takes what it gets; `error`, once set, is raised instead; `gate`, while shut, holds it."""

    name = "taking"

    def __init__(self):
        self.taken, self.asked, self.closed, self.error, self.gate = [], 0, 0, None, threading.Event()
        self.gate.set()

    def write(self, frame, faces):
        self.asked += 1
        self.gate.wait(20)
        if self.error:
            raise self.error
        self.taken.append(frame.index)

    def close(self):
        self.closed += 1


def until(holds) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end, "waited 5 s in vain"
        time.sleep(0.005)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def soon(monkeypatch):
    """What takes seconds takes hundredths."""
    monkeypatch.setattr(aside, "RETRY", 0.05)
    monkeypatch.setattr(aside, "HUNG", 0.05)


def test_everything_arrives_in_order_and_what_waits_is_written_at_the_end(told):
    sink = Taking()
    beside = ThreadedSink(sink, told.append)
    for index in range(FRAMES):
        beside.write(frame(index), [])
    beside.close()
    beside.close()
    assert (beside.name, sink.taken, sink.closed) == ("taking", list(range(FRAMES)), 1)
    assert (beside.missed, told) == (0, [])


def test_a_hanging_sink_costs_the_loop_nothing_and_is_left_behind_in_time(told, soon):
    sink = Taking()
    sink.gate.clear()
    beside = ThreadedSink(sink, told.append)
    began = time.monotonic()
    for index in range(100):
        beside.write(frame(index), [])
    assert time.monotonic() - began < 0.5
    assert beside.missed in (100 - FRAMES, 99 - FRAMES)
    until(lambda: beside.write(frame(100), []) or told)
    assert told == ["taking: has not taken a frame for 0 s; going on without it"]
    began = time.monotonic()
    beside.close()
    assert time.monotonic() - began < 1.9
    sink.gate.set()


def test_a_sink_that_hung_and_goes_on_is_back(told, soon):
    sink = Taking()
    sink.gate.clear()
    beside = ThreadedSink(sink, told.append)
    until(lambda: beside.write(frame(0), []) or told)
    sink.gate.set()
    until(lambda: len(told) == 2)
    beside.close()
    assert told[1] == f"taking is back; it missed {beside.missed} frames"


def test_large_pictures_do_not_pile_up(told):
    sink = Taking()
    sink.gate.clear()
    beside = ThreadedSink(sink, told.append)
    large = np.zeros((1080, 1920, 3), np.uint8)
    for index in range(10):
        beside.write(frame(index, large), [])
    assert beside.missed >= 6
    sink.gate.set()
    beside.close()
    assert beside.missed + len(sink.taken) == 10


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), FerEdgeError("no room")])
def test_a_failing_sink_is_reported_once_and_tried_again(told, soon, error):
    sink = Taking()
    sink.error = error
    beside = ThreadedSink(sink, told.append)
    for index in range(8):
        beside.write(frame(index), [])
        time.sleep(0.02)
    until(lambda: beside.missed == 8)
    assert told == [f"taking: {error}; going on without it"]
    sink.error = None
    time.sleep(0.06)
    beside.write(frame(8), [])
    until(lambda: len(told) == 2)
    assert told[1] == "taking is back; it missed 8 frames"
    beside.close()


def test_a_failing_sink_is_not_asked_for_every_frame(told):
    sink = Taking()
    sink.error = OSError(5, "Input/output error")
    beside = ThreadedSink(sink, told.append)
    for index in range(10):
        beside.write(frame(index), [])
    until(lambda: beside.missed == 10)
    assert sink.asked == 1
    beside.close()


def test_the_end_of_a_run_and_a_mistake_in_the_code_reach_the_loop(told):
    for error in (StopLoop(), ZeroDivisionError("a mistake")):
        sink = Taking()
        sink.error = error
        beside = ThreadedSink(sink, told.append)
        beside.write(frame(0), [])
        until(lambda sink=sink: sink.closed)
        with pytest.raises(type(error)):
            beside.write(frame(1), [])
        beside.close()
        assert sink.closed == 1


def test_a_mistake_that_no_write_could_tell_is_told_at_the_end(told):
    sink = Taking()
    sink.error = ZeroDivisionError("a mistake")
    beside = ThreadedSink(sink, told.append)
    beside.write(frame(0), [])
    with pytest.raises(ZeroDivisionError):
        beside.close()


def test_several_that_hang_are_left_behind_together(told):
    sinks = [Taking(), Taking()]
    besides = [ThreadedSink(sink, told.append) for sink in sinks]
    for sink, beside in zip(sinks, besides, strict=True):
        sink.gate.clear()
        beside.write(frame(0), [])
    began = time.monotonic()
    for beside in besides:
        beside.finish()
    for beside in besides:
        beside.close()
    assert 1.4 < time.monotonic() - began < 1.9
    assert len(told) == 2
    for sink in sinks:
        sink.gate.set()


def test_a_full_disk_costs_frames_that_are_counted_and_not_one_valid_line(told, soon, tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        path = disk / "out.jsonl"
        beside = ThreadedSink(JsonLines(str(path), LABELS), told.append)
        ballast = fill(disk)
        for index in range(20):
            beside.write(frame(index), [])
        until(lambda: told)
        assert "No space left" in told[0]
        until(lambda: beside.missed == 20)
        ballast.unlink()
        time.sleep(0.06)
        for index in range(20, 40):
            beside.write(frame(index), [])
        beside.close()
        assert told[1:] == ["jsonl is back; it missed 20 frames"]
        assert [json.loads(line)["frame"] for line in path.read_text().splitlines()] == list(range(20, 40))
