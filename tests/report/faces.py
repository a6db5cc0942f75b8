"""A few faces and answers to them, for tests of the report."""

import numpy as np

from fer_edge.data.faces import FaceSet


def some_faces(count: int = 6, side: int = 8, channels: int = 1, classes: tuple[str, ...] = ("a", "b")) -> FaceSet:
    """Faces of noise, always the same; the labels go round."""
    faces = np.random.default_rng(0).integers(0, 256, (count, side, side, channels), np.uint8)
    names = tuple(f"{index}.png" for index in range(count))
    labels = np.arange(count) % len(classes)
    return FaceSet(faces=faces, labels=labels, rows=np.full(count, -1), classes=classes, names=names)


def answers_of(confidences: list[float]) -> np.ndarray:
    """Answers to two classes: the probability of the first."""
    return np.array([[share, 1 - share] for share in confidences])
