import json
import threading

import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.loop import LoopHooks, LoopSettings, run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sinks.video import VideoFile
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Frame, SourceCounts, StopLoop

FRAMES = [Frame(index=n, time=n / 10, image=np.zeros((60, 80, 3), np.uint8)) for n in range(5)]
HAPPY = np.eye(7, dtype=np.float32)[3]


class Frames:
    """A list as a source; None in it says that there is no frame at the moment."""

    name, fps = "list", 10.0

    def __init__(self, frames=FRAMES, live=False):
        self.frames, self.live, self.counts = frames, live, SourceCounts()

    def __iter__(self):
        return iter(self.frames)

    def close(self):
        pass


class Stopper:
    name = "stopper"

    def write(self, frame, faces):
        if frame.index == 2:
            raise StopLoop

    def close(self):
        pass


def loop(card, sinks, source=None, outside=None, **settings) -> Status:
    pipeline = FacePipeline(FixedDetector([[5, 6, 30, 40]]), FixedEngine(card, HAPPY))
    status = Status()
    run_loop(source or Frames(), pipeline, sinks, LoopSettings(**settings), status, outside)
    return status


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


def test_a_pause_of_the_source_is_no_frame_and_still_a_sign_of_life(card):
    signs = []
    outside = LoopHooks(stop=threading.Event(), alive=lambda: signs.append(1))
    assert loop(card, [], Frames([None, *FRAMES, None]), outside).frames == 5
    assert len(signs) == 8


def test_a_stop_from_outside_ends_the_loop(card):
    outside = LoopHooks(stop=threading.Event(), alive=lambda: outside.stop.set())
    assert loop(card, [], outside=outside).frames == 1


def test_a_live_source_is_thinned_to_the_asked_rate_and_a_file_is_not(card):
    frames = [Frame(index=n, time=n / 30, image=FRAMES[0].image) for n in range(60)]
    status = loop(card, [], Frames(frames, live=True), fps=10.0)
    assert (status.frames, status.skipped) == (20, 40)
    assert loop(card, [], Frames(frames), fps=10.0).frames == 60


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
