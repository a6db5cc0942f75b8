"""What the loop's faces add up to: sums alone, so that a frame costs next to nothing."""

from collections import Counter

import numpy as np

from fer_edge.runtime.types import Face, Frame

SAMPLED = 1.0
"""Seconds of the source's time between two looks at how bright it is."""

POINTS = 32
"""Pixels that are looked at, along each side of a picture or a face."""

GREEN = 1


class FaceTotals:
    """Sums over every face so far. The loop alone writes; any thread may read.

    labels: faces by expression. confidence, size, light, face_light: sums; of brightness there are `looks` and
    `face_looks` samples.
    """

    def __init__(self) -> None:
        self.faces = self.uncertain = self.looks = self.face_looks = 0
        self.confidence = self.size = self.light = self.face_light = 0.0
        self.labels: Counter[str] = Counter()
        self._due = 0.0

    def add(self, frame: Frame, faces: list[Face]) -> None:
        """Take one frame and its faces."""
        for face in faces:
            self.faces += 1
            self.uncertain += face.uncertain
            self.confidence += face.confidence
            self.size += face.box[3]
            self.labels[face.label] += 1
        if frame.time >= self._due:
            self._due = frame.time + SAMPLED
            self._look(frame.image, faces)

    def _look(self, image: np.ndarray, faces: list[Face]) -> None:
        self.light += brightness(image)
        self.looks += 1
        for face in faces:
            x, y, width, height = face.box
            part = image[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
            if part.size:
                self.face_light += brightness(part)
                self.face_looks += 1


def brightness(image: np.ndarray) -> float:
    """Mean of some pixels of an image uint8 [H, W, 3], 0 to 255."""
    down, right = (max(side // POINTS, 1) for side in image.shape[:2])
    return float(image[::down, ::right, GREEN].mean())
