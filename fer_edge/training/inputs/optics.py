"""What a lens and a sensor of few pixels do to a face, as matrices: each works on rows and columns apart."""

import numpy as np
from keras import ops

from fer_edge.training.backend import Tensor

SIZES = 8
"""How many smaller sizes a face is brought down to and back from."""

SMALLEST, LARGEST = 0.3, 0.85
"""Between which of its side those sizes are."""


def gaussian(deviation: Tensor, side: int) -> Tensor:
    """Blur by a Gaussian of so many pixels [N, 1, 1], as matrices [N, side, side]; what lies outside has no weight."""
    return _normalized(ops.exp(-0.5 * (_distances(side) / ops.maximum(deviation, 0.05)) ** 2))


def box(length: Tensor, side: int) -> Tensor:
    """Blur by an even movement over so many pixels [N, 1, 1], as matrices [N, side, side]; 1 changes nothing."""
    return _normalized(ops.clip((length + 1) / 2 - ops.abs(_distances(side)), 0.0, 1.0))


def resamplings(side: int) -> np.ndarray:
    """Down to ever fewer pixels and back, float32 [1 + SIZES, side, side]; the first changes nothing."""
    smaller = np.linspace(LARGEST, SMALLEST, SIZES) * side
    return np.stack([np.eye(side), *(_there_and_back(side, max(round(size), 1)) for size in smaller)]).astype("float32")


def apply(rows: Tensor, columns: Tensor, faces: Tensor) -> Tensor:
    """Faces float [N, side, side, K], their rows mixed by one matrix [N, side, side] and their columns by another."""
    return ops.einsum("nhi,nijk,nwj->nhwk", rows, faces, columns)


def _distances(side: int) -> Tensor:
    at = np.arange(side, dtype="float32")
    return ops.convert_to_tensor((at[:, None] - at[None, :])[None])


def _normalized(weights: Tensor) -> Tensor:
    return weights / ops.sum(weights, axis=-1, keepdims=True)


def _there_and_back(side: int, size: int) -> np.ndarray:
    """Each new pixel is the mean of the area it covers; on the way back it is interpolated linearly."""
    edges = np.arange(size + 1) * side / size
    old = np.arange(side)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    down = np.clip(overlap, 0, None) * size / side
    places = np.clip((old + 0.5) * size / side - 0.5, 0, size - 1)
    up = np.clip(1 - np.abs(places[:, None] - np.arange(size)), 0, None)
    return up @ down
