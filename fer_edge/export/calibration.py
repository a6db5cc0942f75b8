"""The faces from which the ranges of an integer graph are read: real ones, balanced over the classes."""

import numpy as np

from fer_edge.data.faces import FaceSet

PER_CLASS = 100
"""Faces of each class; with seven classes more than the 500 that ranges need to settle."""


OTHERS = 3000
"""Training faces on which ways of calibrating are compared: a difference of 0.2 % in agreement shows."""


def calibration_faces(train: FaceSet, per_class: int = PER_CLASS, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Choose `per_class` training faces of each class (all of a smaller class), and others to compare on.

    Both are uint8 [N, side, side, channels]; the others are at most OTHERS, and the chosen ones again where there are
    none left.
    """
    random = np.random.default_rng(seed)
    of_classes = (np.flatnonzero(train.labels == index) for index in range(len(train.classes)))
    chosen = random.permutation(np.concatenate([random.permutation(rows)[:per_class] for rows in of_classes]))
    left = random.permutation(np.setdiff1d(np.arange(len(train.labels)), chosen))[:OTHERS]
    return train.faces[chosen], train.faces[left if len(left) else chosen]
