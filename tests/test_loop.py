import json

import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.engine import FixedEngine
from fer_edge.runtime.faces import FixedDetector
from fer_edge.runtime.loop import Reader, RunSettings, Summary, run_loop
from fer_edge.runtime.seams import Frame, StopLoop
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sinks.video import VideoFile

FRAMES = [Frame(index=n, time=n / 10, image=np.zeros((60, 80, 3), np.uint8)) for n in range(5)]
HAPPY = np.eye(7, dtype=np.float32)[3]


class Stopper:
    def write(self, frame, faces):
        if frame.index == 2:
            raise StopLoop

    def close(self):
        pass


def loop(card, sinks, **settings) -> Summary:
    reader = Reader(FixedDetector([[5, 6, 30, 40]]), FixedEngine(card, HAPPY), 0.3)
    summary = Summary()
    run_loop(FRAMES, reader, sinks, RunSettings(**settings), summary)
    return summary


def test_every_frame_becomes_a_line_of_the_promised_form(card, tmp_path):
    sink = JsonLines(str(tmp_path / "out.jsonl"), card.labels)
    assert loop(card, [sink]).frames_with_face == 5
    sink.close()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["frame"] for line in lines] == [0, 1, 2, 3, 4]
    face = lines[4]["faces"][0]
    assert (face["track"], face["box"], face["label"], face["confidence"]) == (1, [5, 6, 30, 40], "happy", 1.0)
    assert list(face["probabilities"]) == list(card.labels)


def test_max_frames_and_a_sink_end_the_loop(card):
    assert loop(card, [], max_frames=3).frames == 3
    assert loop(card, [Stopper()]).frames == 3


def test_a_saved_video_is_in_place_only_when_whole(card, tmp_path):
    sink = VideoFile(tmp_path / "out.mp4", 10, card.labels)
    loop(card, [sink])
    assert not (tmp_path / "out.mp4").exists()
    sink.close()
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


def test_places_that_cannot_be_written_are_named(card, tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        JsonLines(str(tmp_path / "nowhere" / "out.jsonl"), card.labels)
    with pytest.raises(UsageError, match="nowhere"):
        VideoFile(tmp_path / "nowhere" / "out.mp4", 10, card.labels)
