"""From a still picture to its faces: searched at full size, cropped, classified; no memory of other pictures."""

import cv2
import numpy as np

from fer_edge.artifact.card import CropRule, ModelCard
from fer_edge.runtime.detection.crop import crop_faces
from fer_edge.runtime.detection.roll import refined_roll
from fer_edge.runtime.detection.tiles import search_tiled
from fer_edge.runtime.engines.answers import checked_warm_up, finite_rows
from fer_edge.runtime.types import Engine, Face, FaceDetector, Frame, RollReader
from fer_edge.system.clocks import Stages


class StillPipeline:
    """Detector and engine in one step: picture in, faces out, the largest first.

    detector: None where each picture is a face already, which is then read as a whole, made square.
    level: turn faces so that their eyes are level, where the detector sees eyes.
    failed: answers that were no numbers; their faces are left out.
    """

    def __init__(self, detector: FaceDetector | None, engine: Engine, level: bool = True) -> None:
        self.stages, self.failed = Stages(), 0
        self._detector, self._engine = detector, engine
        self._eyes = detector if level and isinstance(detector, RollReader) else None
        self._rule = CropRule() if detector is None else engine.card.crop.get(detector.name, CropRule())
        checked_warm_up(engine)

    @property
    def card(self) -> ModelCard:
        """What the model's file says of itself."""
        return self._engine.card

    @property
    def labels(self) -> tuple[str, ...]:
        """What each column of the probabilities means, as the model's card says."""
        return self._engine.card.labels

    def read(self, frame: Frame) -> list[Face]:
        """The faces of a picture; `track` is their number in it, from 1."""
        with self.stages.time("detect"):
            boxes = self._find(frame.image)
        rolls = self._read_rolls(frame.image, boxes)
        with self.stages.time("crop"):
            crops = self._crop(frame.image, boxes, rolls)
        with self.stages.time("classify"):
            rows = self._engine.predict(crops)
        finite = finite_rows(rows)
        self.failed += int((~finite).sum())
        read = zip(boxes[finite], rows[finite], strict=True)
        return [self._face(number, box, row) for number, (box, row) in enumerate(read, 1)]

    def _find(self, image: np.ndarray) -> np.ndarray:
        if self._detector is None:
            return np.array([[0, 0, image.shape[1], image.shape[0]]], np.float32)
        return search_tiled(self._detector, image)

    def _read_rolls(self, image: np.ndarray, boxes: np.ndarray) -> list[float] | None:
        if self._eyes is None:
            return None
        with self.stages.time("level"):
            return [refined_roll(self._eyes, image, box) for box in boxes]

    def _crop(self, image: np.ndarray, boxes: np.ndarray, rolls: list[float] | None) -> np.ndarray:
        card = self._engine.card
        if self._detector is None and image.shape[0] != image.shape[1]:
            side = max(image.shape[:2])
            image = cv2.resize(image, (side, side), interpolation=cv2.INTER_LINEAR)
            boxes = np.array([[0, 0, side, side]], np.float32)
        return crop_faces(image, boxes, self._rule, card.side, card.channels, rolls)

    def _face(self, number: int, box: np.ndarray, row: np.ndarray) -> Face:
        label = int(row.argmax())
        x, y, width, height = (round(float(value)) for value in box)
        return Face(
            track=number,
            box=(x, y, width, height),
            label=self.labels[label],
            confidence=float(row[label]),
            probabilities=row,
            uncertain=not self._engine.card.certainty.holds(row, row[label]),
        )
