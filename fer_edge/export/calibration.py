"""The faces from which the ranges of an integer graph are read: real ones, balanced over the classes."""

import numpy as np

from fer_edge.datasets import FaceSet
from fer_edge.labels import LABELS

PER_CLASS = 100
"""Faces of each class; with seven classes more than the 500 that ranges need to settle."""


def calibration_faces(train: FaceSet, per_class: int = PER_CLASS, seed: int = 0) -> np.ndarray:
    """Choose `per_class` training faces of each class (all of a smaller class): uint8 [N, 48, 48, 1]."""
    random = np.random.default_rng(seed)
    chosen = []
    for index in range(len(LABELS)):
        of_class = np.flatnonzero(train.labels == index)
        chosen.append(random.permutation(of_class)[:per_class])
    return train.faces[random.permutation(np.concatenate(chosen))]
