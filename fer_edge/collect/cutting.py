"""The faces of a picture as a data set has them: found, levelled, cut by a crop rule."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from fer_edge.artifact.card import CropRule, read_card
from fer_edge.artifact.store import USUAL, find_model, shipped_models
from fer_edge.collect.settings import LARGEST, CutSettings
from fer_edge.errors import UsageError
from fer_edge.runtime.detection.crop import crop_faces, square
from fer_edge.runtime.detection.roll import refined_roll
from fer_edge.runtime.detection.tiles import search_tiled
from fer_edge.runtime.types import FaceDetector, RollReader

SMALLEST = 16
"""Pixels: no reader takes smaller faces."""

Search = Callable[[FaceDetector, np.ndarray], np.ndarray]


def crop_rule(like: str | None, detector: str) -> CropRule:
    """How the faces were cut that a model learned from, for a detector's boxes. like: a model; None: the shipped one.

    Raises MissingError when there is no such model, UsageError when its card has no rule for the detector.
    """
    folder = shipped_models() / USUAL if like is None else find_model(str(Path(like)))
    card = read_card(folder)
    if detector not in card.crop:
        known = ", ".join(card.crop) or "none"
        raise UsageError(
            f"--like {like}: its card has no crop rule for {detector} (it has {known}); name another model"
        )
    return card.crop[detector]


def search_once(detector: FaceDetector, image: np.ndarray) -> np.ndarray:
    """Boxes float32 [N, 4] of the faces of a camera's picture, the largest first: quick, small faces are not found."""
    boxes = detector.detect(image)
    return boxes[np.argsort(-boxes[:, 2] * boxes[:, 3], kind="stable")]


class FaceCutter:
    """Finds and cuts faces. rule: of the detector's boxes. side: of the faces in pixels, None: as large as found."""

    def __init__(
        self,
        detector: FaceDetector,
        rule: CropRule,
        settings: CutSettings,
        side: int | None = None,
        search: Search = search_tiled,
    ) -> None:
        self._detector, self._rule, self._settings, self._side, self._search = detector, rule, settings, side, search
        self._eyes = detector if settings.level and isinstance(detector, RollReader) else None

    def find(self, image: np.ndarray) -> np.ndarray:
        """Boxes float32 [N, 4] of the faces of an image uint8 [H, W, 3], BGR; the largest first."""
        return self._search(self._detector, image)

    def chosen(self, boxes: np.ndarray) -> np.ndarray:
        """Those of the boxes that are cut out."""
        several = self._settings.several
        return boxes if several == "all" or len(boxes) < 2 else boxes[: 1 if several == "largest" else 0]

    def cut(self, image: np.ndarray, boxes: np.ndarray) -> list[np.ndarray]:
        """The face in each box, uint8 [side, side, channels], grey or R, G, B."""
        return [self._cut(image, box) for box in boxes]

    def enlarged(self, box: np.ndarray) -> bool:
        """Whether the face in a box has fewer pixels than are asked for."""
        return self._side is not None and square(box, self._rule)[2] < self._side

    def _cut(self, image: np.ndarray, box: np.ndarray) -> np.ndarray:
        side = self._side or min(max(round(square(box, self._rule)[2]), SMALLEST), LARGEST)
        rolls = None if self._eyes is None else [refined_roll(self._eyes, image, box)]
        channels = 3 if self._settings.colour else 1
        face: np.ndarray = crop_faces(image, box[None], self._rule, side, channels, rolls)[0]
        return face
