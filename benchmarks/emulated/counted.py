"""The program that is counted, on the emulated board: `python -m benchmarks.emulated.counted TASK.json`.

It writes the names of its sections, and what it found, into the task's file `found`.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.emulated.marks import Sections
from fer_edge.runtime.detection.yunet import YuNet
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.journal.opening import open_journal
from fer_edge.runtime.loop import LoopHooks, run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.settings import JournalSettings, LoopSettings, OutputSettings, SourceSettings
from fer_edge.runtime.sinks.opening import open_sinks
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, SourceCounts
from fer_edge.system.clocks import Stages
from fer_edge.system.signals import stop_event

FACES, WARM = 3, 2
"""Inferences of each file that are counted, and before them."""


class MarkedStages(Stages):
    """The loop's own stages, each marked as a section."""

    def __init__(self, sections: Sections) -> None:
        super().__init__()
        self._sections = sections

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """The block is one stage."""
        with self._sections.section(name), super().time(name):
            yield


class MarkedYuNet(YuNet):
    """YuNet, whose searches of the whole frame, looks around a face and readings of its eyes are sections."""

    def __init__(self, path: Path, sections: Sections) -> None:
        self._sections = sections
        super().__init__(path)

    def detect(self, image, region=None, turned=0.0):
        """As YuNet."""
        with self._sections.section("detect: search" if region is None else "detect: look"):
            return super().detect(image, region, turned)

    def roll(self, image, box, turned=0.0):
        """As YuNet."""
        with self._sections.section("level: eyes"):
            return super().roll(image, box, turned)


class Stored:
    """Frames that are in memory already, so that no decoder is counted."""

    name, live = "stored", False

    def __init__(self, path: Path, fps: float) -> None:
        self._images, self.fps, self.counts = np.load(path), fps, SourceCounts()

    def __iter__(self) -> Iterator[Frame]:
        for index, image in enumerate(self._images):
            yield Frame(index=index, time=index / self.fps, image=image)

    def close(self) -> None:
        """Nothing is held."""


def count_loop(task: dict[str, Any], sections: Sections) -> dict[str, Any]:
    """Run the loop as `fer-edge run --jsonl` has it; the frames of the first second are not counted."""
    source, warm = Stored(Path(task["frames"]), task["fps"]), round(task["fps"])
    faces: list[int] = []
    sections.counting = False
    model = Path(task["model"])
    with ExitStack() as stack:
        stop = stack.enter_context(stop_event())
        journal = stack.enter_context(
            open_journal(JournalSettings(journal=task["work"] + "/journal"), SourceSettings(source="stored"), print)
        )
        pipeline = FacePipeline(MarkedYuNet(Path(task["yunet"]), sections), open_engine(model))
        pipeline.stages = MarkedStages(sections)
        status = Status(model_file=model.name)
        outputs = OutputSettings(headless=True, jsonl=task["work"] + "/faces.jsonl")
        sinks = open_sinks(stack, outputs, pipeline.labels, source, status, print)
        journal.begin(model, pipeline.card, status, sinks, stop)

        def seen(frame: Frame, found: list[Face]) -> None:
            journal.totals.add(frame, found)
            faces.append(len(found))
            if len(faces) == warm:
                sections.counting = True
                stack.enter_context(sections.section("rest"))

        run_loop(source, pipeline, sinks, LoopSettings(), status, LoopHooks(stop=stop, seen=seen))
    return {"frames": len(faces) - warm, "faces": sum(faces[warm:])}


def count_inferences(task: dict[str, Any], sections: Sections) -> dict[str, Any]:
    """Ask each model file about one face, a few times, after it is warm."""
    face = np.random.default_rng(1).integers(0, 256, (1, 48, 48, 1), np.uint8)
    for name in task["models"]:
        engine = open_engine(Path(task["folder"]) / name)
        for _ in range(WARM):
            engine.predict(face)
        with sections.section(name):
            for _ in range(FACES):
                engine.predict(face)
    return {"inferences": FACES}


def main() -> None:
    """Count what the task asks for."""
    cv2.setNumThreads(1)
    task, sections = json.loads(Path(sys.argv[1]).read_text()), Sections()
    found = count_loop(task, sections) if "frames" in task else count_inferences(task, sections)
    Path(task["found"]).write_text(json.dumps({"names": sections.names, **found}))


if __name__ == "__main__":
    main()
