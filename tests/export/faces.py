"""Faces for tests of the export that need pictures, but not good ones."""

import numpy as np

from fer_edge.data.faces import FaceSet


def noise(labels: np.ndarray) -> FaceSet:
    """Faces of noise, uint8 [N, 48, 48, 1], with these labels [N]."""
    pixels = np.random.default_rng(0).integers(0, 256, (len(labels), 48, 48, 1), np.uint8)
    return FaceSet(faces=pixels, labels=labels, rows=np.arange(len(labels)))
