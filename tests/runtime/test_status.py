import json

from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status, closing_line
from tests.waiting import Clock


class Slow:
    name, missed = "slow", 3


class Quick:
    name = "quick"


def test_a_snapshot_counts_frames_and_what_source_and_sinks_lost():
    clock, source = Clock(), FakeSource([])
    status = Status(clock)
    status.watch(source, [Slow(), Quick()])
    for faces in ([], ["one", "two"], ["one"]):
        clock.now += 0.5
        status.count(faces)
    source.counts.dropped = 7
    found = json.loads(json.dumps(status.snapshot()))
    assert (found["frames"], found["frames_with_face"], found["faces"], found["dropped"]) == (3, 2, 1, 7)
    assert (found["seconds"], found["fps"], found["average_fps"]) == (1.5, 2.0, 2.0)
    assert found["missed"] == {"slow": 3, "quick": 0}


def test_no_time_passes_after_the_end():
    clock = Clock()
    status = Status(clock)
    clock.now = 2.0
    status.end()
    clock.now = 60.0
    assert status.snapshot()["seconds"] == 2.0


def test_answers_that_were_no_numbers_are_told_where_there_were_any():
    status = Status(Clock())
    assert "numbers" not in closing_line(status.snapshot())
    status.failed_answers = 3
    assert "3 answers of the model that were no numbers" in closing_line(status.snapshot())


def test_the_file_that_answers_and_why_it_is_not_the_one_that_was_meant_are_part_of_a_snapshot():
    found = Status(model_file="model.onnx", fallback="model.int8.onnx answers otherwise").snapshot()
    assert (found["model_file"], found["fallback"]) == ("model.onnx", "model.int8.onnx answers otherwise")
    assert Status(model_file="model.int8.onnx").snapshot()["fallback"] is None
