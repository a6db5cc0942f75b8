import os
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.opening import OutputSettings, open_sinks
from fer_edge.runtime.sinks.threaded import END, ThreadedSink
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame


def settings(tmp_path, **more) -> OutputSettings:
    return OutputSettings(
        headless=True, jsonl=str(tmp_path / "a"), table=tmp_path / "b", save=tmp_path / "c.mp4", **more
    )


def recording(path) -> FakeSource:
    source = FakeSource([])
    source.name = str(path)
    return source


@pytest.mark.parametrize("name", ["jsonl", "table", "save"])
def test_a_recording_is_not_written_over(tmp_path, name):
    clip = tmp_path / "clip.mp4"
    clip.write_text("precious")
    with ExitStack() as stack, pytest.raises(UsageError, match=f"--{name} and --source"):
        open_sinks(stack, OutputSettings(headless=True, **{name: clip}), LABELS, recording(clip), Status(), print)
    assert clip.read_text() == "precious"


def test_an_older_file_of_a_rotation_is_no_other_output(tmp_path):
    outputs = OutputSettings(headless=True, jsonl=str(tmp_path / "a"), jsonl_megabytes=1, table=tmp_path / "a.1")
    with ExitStack() as stack, pytest.raises(UsageError, match="--jsonl and --table"):
        open_sinks(stack, outputs, LABELS, FakeSource([], live=True), Status(), print)


@pytest.mark.parametrize("target", ["a", "-"])
def test_two_outputs_are_two_files(tmp_path, monkeypatch, target):
    monkeypatch.chdir(tmp_path)
    outputs = OutputSettings(headless=True, jsonl=target, table=Path(target))
    with ExitStack() as stack, pytest.raises(UsageError, match="--table and --jsonl"):
        open_sinks(stack, outputs, LABELS, FakeSource([], live=True), Status(), print)


def test_answers_that_go_nowhere_are_told_of():
    said: list[str] = []
    with ExitStack() as stack:
        assert (
            open_sinks(stack, OutputSettings(headless=True), LABELS, FakeSource([], live=True), Status(), said.append)
            == []
        )
    assert len(said) == 1 and "--jsonl -" in said[0]


def test_two_outputs_may_be_one_device():
    with ExitStack() as stack:
        outputs = OutputSettings(headless=True, jsonl=os.devnull, table=os.devnull)
        assert len(open_sinks(stack, outputs, LABELS, FakeSource([], live=True), Status(), print)) == 2


@pytest.mark.parametrize("live", [True, False])
def test_the_sinks_of_a_live_source_have_threads_and_those_of_a_recording_none(tmp_path, live):
    with ExitStack() as stack:
        sinks = open_sinks(stack, settings(tmp_path, metrics="0"), LABELS, FakeSource([], live=live), Status(), print)
        assert [sink.name for sink in sinks] == ["jsonl", "table", "video", "metrics"]
        assert [isinstance(sink, ThreadedSink) for sink in sinks] == [live] * 4


def test_what_was_open_is_closed_when_the_next_cannot_be_opened(tmp_path):
    stack = ExitStack()
    with pytest.raises(UsageError), stack:
        open_sinks(stack, settings(tmp_path, mqtt="http://nonsense"), LABELS, FakeSource([]), Status(), print)
    assert (tmp_path / "b").read_text().startswith("minute,")


def full_pipe_after(opened) -> tuple[int, int]:
    """Ends of a pipe that nobody reads, full once `opened` was called with the name of its writing end."""
    reader, writer = os.pipe()
    opened(f"/dev/fd/{writer}")
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"\0")
    except BlockingIOError:
        return reader, writer


def test_two_sinks_that_hang_are_left_behind_at_the_same_time():
    stack, sinks, told = ExitStack(), [], []

    def opened(pipe):
        outputs = OutputSettings(headless=True, jsonl=pipe, table=pipe)
        sinks.extend(open_sinks(stack, outputs, LABELS, FakeSource([], live=True), Status(), told.append))

    ends = full_pipe_after(opened)
    face = Face(track=1, box=(0, 0, 1, 1), label="sad", confidence=1.0, probabilities=np.zeros(7))
    for minute in range(2):
        for sink in sinks:
            sink.write(Frame(index=minute, time=60.0 * minute, image=np.zeros((1, 1, 3), np.uint8)), [face])
    began = time.monotonic()
    stack.close()
    assert END <= time.monotonic() - began < 2 * END  # One after the other takes both times.
    assert sorted(line.split(":")[0] for line in told) == ["jsonl", "table"]
    for end in ends:
        os.close(end)
