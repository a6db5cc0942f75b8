import json
import threading

import numpy as np

from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.loop import LoopHooks, LoopSettings, run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Frame, StopLoop

FRAMES = [Frame(index=n, time=n / 10, image=np.zeros((60, 80, 3), np.uint8)) for n in range(5)]
HAPPY = np.eye(7, dtype=np.float32)[3]


class Stopper:
    name = "stopper"

    def write(self, frame, faces):
        if frame.index == 2:
            raise StopLoop

    def close(self):
        pass


def loop(card, sinks, source=None, hooks=None, **settings) -> Status:
    pipeline = FacePipeline(FixedDetector([[5, 6, 30, 40]]), FixedEngine(card, HAPPY))
    status = Status()
    run_loop(source or FakeSource(FRAMES), pipeline, sinks, LoopSettings(**settings), status, hooks)
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
    hooks = LoopHooks(stop=threading.Event(), alive=lambda: signs.append(1))
    assert loop(card, [], FakeSource([None, *FRAMES, None]), hooks).frames == 5
    assert len(signs) == 8


def test_the_hook_sees_every_frame_with_its_faces(card):
    seen = []
    hooks = LoopHooks(stop=threading.Event(), seen=lambda frame, faces: seen.append((frame.index, len(faces))))
    loop(card, [], hooks=hooks)
    assert seen == [(index, 1) for index in range(5)]


def test_a_stop_from_outside_ends_the_loop(card):
    hooks = LoopHooks(stop=threading.Event(), alive=lambda: hooks.stop.set())
    assert loop(card, [], hooks=hooks).frames == 1


def test_a_live_source_is_thinned_to_the_frame_rate_and_a_file_is_not(card):
    frames = [Frame(index=n, time=n / 30, image=FRAMES[0].image) for n in range(60)]
    status = loop(card, [], FakeSource(frames, live=True), fps=10.0)
    assert (status.frames, status.skipped) == (20, 40)
    assert loop(card, [], FakeSource(frames), fps=10.0).frames == 60
