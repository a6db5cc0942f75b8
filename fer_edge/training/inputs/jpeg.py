"""JPEG's loss as matrix products, so that it runs in a graph of any backend; after ITU-T T.81 (1992)."""

import numpy as np
from keras import ops

from fer_edge.training.backend import Tensor

BLOCK = 8
"""Pixels of a block's side."""

LUMINANCE = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    "float32",
)
"""Steps of the coefficients at quality 50: T.81, table K.1."""


def compress(faces: Tensor, quality: Tensor) -> Tensor:
    """Faces float [N, side, side, K], 0 to 255, as JPEG of a quality [N, 1, 1, 1], 1 to 100, leaves them.

    Every channel is treated as luminance, none at half resolution. Where blocks do not fill a side, its last pixels
    stay as they are.
    """
    side = faces.shape[1]
    whole = side - side % BLOCK
    transform, table = (ops.convert_to_tensor(array) for array in (_cosines(whole, side), _steps(side)))
    scale = ops.where(quality < 50, 5000.0 / quality, 200.0 - 2.0 * quality) / 100.0
    steps = ops.clip(ops.floor(table * scale + 0.5), 1.0, 255.0)
    coefficients = ops.einsum("ui,nijk,vj->nuvk", transform, faces - 128.0, transform)
    rounded = ops.round(coefficients / steps) * steps
    return ops.einsum("ui,nuvk,vj->nijk", transform, rounded, transform) + 128.0


def _cosines(whole: int, side: int) -> np.ndarray:
    """The discrete cosine transform of each block along one axis, orthonormal; the identity beyond `whole`."""
    k, n = np.arange(BLOCK)[:, None], np.arange(BLOCK)[None]
    block = np.sqrt(2 / BLOCK) * np.cos(np.pi * k * (2 * n + 1) / (2 * BLOCK))
    block[0] /= np.sqrt(2)
    matrix = np.eye(side, dtype="float32")
    matrix[:whole, :whole] = np.kron(np.eye(whole // BLOCK), block)
    return matrix


def _steps(side: int) -> np.ndarray:
    """LUMINANCE for each coefficient of a face, [1, side, side, 1]."""
    times = -(-side // BLOCK)
    return np.tile(LUMINANCE, (times, times))[None, :side, :side, None]
