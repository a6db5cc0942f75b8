"""The loop: take a frame, find the faces, ask the network once, calm the answers, hand them on."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fer_edge.card import CropRule
from fer_edge.preprocess import crop_faces
from fer_edge.runtime.engine import Engine
from fer_edge.runtime.seams import Face, FaceDetector, Frame, FrameSource, Sink, StopLoop
from fer_edge.runtime.smoothing import Smoother
from fer_edge.runtime.tracking import Tracker
from fer_edge.timing import Stages


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """max_frames: how many, 0 for all. smoothing: time constant in seconds, 0 for none."""

    max_frames: int = 0
    smoothing: float = 0.3


@dataclass
class Summary:
    """What a run did. seconds: of the loop, sources and sinks included. fps: frames per second of it."""

    frames: int = 0
    frames_with_face: int = 0
    seconds: float = 0.0
    fps: float = 0.0


class Reader:
    """Faces of a frame: detector, network and the memory of who was seen, in one step."""

    def __init__(self, detector: FaceDetector, engine: Engine, smoothing: float):
        self.stages = Stages()
        self._detector, self._engine = detector, engine
        self._rule = engine.card.crop.get(detector.name, CropRule())
        self._tracker, self._smoother = Tracker(), Smoother(smoothing)
        side = engine.card.side
        engine.predict(np.zeros((1, side, side, 1), np.uint8))  # The first inference is slow; none waits for it here.

    def read(self, frame: Frame) -> list[Face]:
        """The faces of a frame; all go through the network as one batch."""
        card = self._engine.card
        with self.stages.time("detect"):
            boxes = self._detector.detect(frame.image)
        with self.stages.time("crop"):
            crops = crop_faces(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), boxes, self._rule, card.side)
        with self.stages.time("classify"):
            probabilities = self._engine.predict(crops)
        with self.stages.time("track"):
            return self._follow(frame, boxes, probabilities)

    def _follow(self, frame: Frame, boxes: np.ndarray, probabilities: np.ndarray) -> list[Face]:
        """Give each face its person, and the person's answer over time."""
        card = self._engine.card
        faces = []
        for track, box, row in zip(self._tracker.update(frame.time, boxes), boxes, probabilities, strict=True):
            smoothed, label = self._smoother.update(frame.time, track, row)
            x, y, width, height = (round(float(value)) for value in box)
            faces.append(
                Face(
                    track=track,
                    box=(x, y, width, height),
                    label=card.labels[label],
                    confidence=float(smoothed[label]),
                    probabilities=smoothed,
                )
            )
        return faces


def run_loop(
    source: FrameSource, reader: Reader, sinks: Sequence[Sink], settings: RunSettings, summary: Summary
) -> None:
    """Run until the source ends, a sink raises StopLoop, or max_frames; count in `summary` as it goes on."""
    began = time.monotonic()
    try:
        frames = iter(source)
        while True:
            with reader.stages.time("read"):
                frame = next(frames, None)
            if frame is None:
                break
            faces = reader.read(frame)
            summary.frames += 1
            summary.frames_with_face += bool(faces)
            with reader.stages.time("sinks"):
                for sink in sinks:
                    sink.write(frame, faces)
            if summary.frames == settings.max_frames:
                break
    except StopLoop:
        pass
    finally:
        summary.seconds = time.monotonic() - began
        summary.fps = summary.frames / summary.seconds if summary.seconds > 0 else 0.0
