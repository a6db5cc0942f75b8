import json
import threading

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sinks.threaded import DRAIN, END, FRAMES, HUNG, RETRY, ThreadedSink
from fer_edge.runtime.types import Frame, StopLoop
from tests.little_disk import fill, little_disk
from tests.waiting import Clock, promptly, until

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


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_everything_arrives_in_order_and_what_waits_is_written_at_the_end(told):
    sink = Taking()
    threaded = ThreadedSink(sink, told.append)
    for index in range(FRAMES):
        threaded.write(frame(index), [])
    threaded.close()
    threaded.close()
    assert (threaded.name, sink.taken, sink.closed) == ("taking", list(range(FRAMES)), 1)
    assert (threaded.missed, told) == (0, [])


def test_a_hanging_sink_costs_the_loop_nothing_and_is_left_behind_in_time(told, clock):
    sink = Taking()
    sink.gate.clear()
    threaded = ThreadedSink(sink, told.append, clock)
    with promptly(0.5):
        for index in range(100):
            threaded.write(frame(index), [])
    assert threaded.missed in (100 - FRAMES, 99 - FRAMES)
    until(lambda: sink.asked)
    clock.now = HUNG
    threaded.write(frame(100), [])
    assert told == []
    clock.now += 0.1
    threaded.write(frame(101), [])
    assert told == ["taking: has not taken a frame for 5 s; going on without it"]
    threaded.finish()
    clock.now += END
    threaded.close()
    assert (sink.taken, sink.closed) == ([], 0)
    sink.gate.set()


def test_what_waits_is_written_at_the_end_while_there_is_time(told, clock):
    sink = Taking()
    sink.gate.clear()
    threaded = ThreadedSink(sink, told.append, clock)
    for index in range(5):
        threaded.write(frame(index), [])
    until(lambda: sink.asked)
    threaded.finish()
    clock.now = DRAIN + 0.1
    sink.gate.set()
    until(lambda: sink.closed)
    threaded.close()
    assert (sink.taken, threaded.missed) == ([0], 4)


def test_a_sink_that_hung_and_goes_on_is_back(told, clock):
    sink = Taking()
    sink.gate.clear()
    threaded = ThreadedSink(sink, told.append, clock)
    threaded.write(frame(0), [])
    until(lambda: sink.asked)
    clock.now = HUNG + 0.1
    until(lambda: threaded.write(frame(1), []) or told)
    sink.gate.set()
    until(lambda: len(told) == 2)
    threaded.close()
    assert told[1] == f"taking is back; it missed {threaded.missed} frames"


def test_large_pictures_do_not_pile_up(told):
    sink = Taking()
    sink.gate.clear()
    threaded = ThreadedSink(sink, told.append)
    large = np.zeros((1080, 1920, 3), np.uint8)
    for index in range(10):
        threaded.write(frame(index, large), [])
    assert threaded.missed >= 6
    sink.gate.set()
    threaded.close()
    assert threaded.missed + len(sink.taken) == 10


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), FerEdgeError("no room")])
def test_a_failing_sink_is_reported_once_and_tried_again(told, clock, error):
    sink = Taking()
    sink.error = error
    threaded = ThreadedSink(sink, told.append, clock)
    for index in range(8):
        clock.now += RETRY
        threaded.write(frame(index), [])
        until(lambda count=index + 1: threaded.missed == count)
    assert sink.asked == 8
    assert told == [f"taking: {error}; going on without it"]
    sink.error = None
    clock.now += RETRY
    threaded.write(frame(8), [])
    until(lambda: len(told) == 2)
    assert told[1] == "taking is back; it missed 8 frames"
    threaded.close()


def test_a_failing_sink_is_not_asked_for_every_frame(told, clock):
    sink = Taking()
    sink.error = OSError(5, "Input/output error")
    threaded = ThreadedSink(sink, told.append, clock)
    for index in range(10):
        threaded.write(frame(index), [])
    until(lambda: threaded.missed == 10)
    assert sink.asked == 1
    threaded.close()


def test_the_end_of_a_run_and_a_mistake_in_the_code_reach_the_loop(told):
    for error in (StopLoop(), ZeroDivisionError("a mistake")):
        sink = Taking()
        sink.error = error
        threaded = ThreadedSink(sink, told.append)
        threaded.write(frame(0), [])
        until(lambda sink=sink: sink.closed)
        with pytest.raises(type(error)):
            threaded.write(frame(1), [])
        threaded.close()
        assert sink.closed == 1


def test_a_mistake_that_no_write_could_tell_is_told_at_the_end(told):
    sink = Taking()
    sink.error = ZeroDivisionError("a mistake")
    threaded = ThreadedSink(sink, told.append)
    threaded.write(frame(0), [])
    with pytest.raises(ZeroDivisionError):
        threaded.close()


def test_several_that_hang_are_left_behind_together(told, clock):
    sinks = [Taking(), Taking()]
    for sink in sinks:
        sink.gate.clear()
    several = [ThreadedSink(sink, told.append, clock) for sink in sinks]
    for threaded in several:
        threaded.write(frame(0), [])
    until(lambda: all(sink.asked for sink in sinks))
    for threaded in several:
        threaded.finish()
    clock.now += END  # Both have had their time: neither is waited for any more.
    with promptly(0.5):
        for threaded in several:
            threaded.close()
    assert len(told) == 2
    for sink in sinks:
        sink.gate.set()


def test_a_full_disk_costs_frames_that_are_counted_and_not_one_valid_line(told, clock, tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        path = disk / "out.jsonl"
        threaded = ThreadedSink(JsonLines(str(path), LABELS), told.append, clock)
        ballast = fill(disk)
        for index in range(20):
            threaded.write(frame(index), [])
        until(lambda: told)
        assert "No space left" in told[0]
        until(lambda: threaded.missed == 20)
        ballast.unlink()
        clock.now += RETRY
        for index in range(20, 40):
            threaded.write(frame(index), [])
        threaded.close()
        assert told[1:] == ["jsonl is back; it missed 20 frames"]
        assert [json.loads(line)["frame"] for line in path.read_text().splitlines()] == list(range(20, 40))
