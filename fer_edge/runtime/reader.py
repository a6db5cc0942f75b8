"""From a frame to its faces and what they express: find, crop, ask the network once, calm the answers."""

from dataclasses import dataclass

import cv2
import numpy as np

from fer_edge.card import CropRule
from fer_edge.preprocess import crop_faces
from fer_edge.runtime.engine import Engine
from fer_edge.runtime.seams import Face, FaceDetector, Frame
from fer_edge.runtime.smoothing import Smoother
from fer_edge.runtime.tracking import Tracker
from fer_edge.timing import Stages


@dataclass(frozen=True, kw_only=True)
class ReaderSettings:
    """smoothing: time constant of the answers in seconds, 0 for none."""

    smoothing: float = 0.3


class Reader:
    """Faces of a frame: detector, network and the memory of who was seen, in one step."""

    def __init__(self, detector: FaceDetector, engine: Engine, settings: ReaderSettings = ReaderSettings()):
        self.stages = Stages()
        self._detector, self._engine = detector, engine
        self._rule = engine.card.crop.get(detector.name, CropRule())
        self._tracker, self._smoother = Tracker(), Smoother(settings.smoothing)
        side = engine.card.side
        engine.predict(np.zeros((1, side, side, 1), np.uint8))  # The first inference is slow; none waits for it here.

    def read(self, frame: Frame) -> list[Face]:
        """The faces of a frame; all go through the network as one batch."""
        with self.stages.time("detect"):
            boxes = self._detector.detect(frame.image)
        with self.stages.time("crop"):
            grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY) if frame.grey is None else frame.grey
            crops = crop_faces(grey, boxes, self._rule, self._engine.card.side)
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
                    uncertain=bool(smoothed[label] < card.uncertain_below),
                )
            )
        return faces
