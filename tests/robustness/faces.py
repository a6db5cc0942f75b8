"""Small faces of which every test can tell what a shift should make."""

import numpy as np


def ramp(count: int = 4, side: int = 48, channels: int = 1) -> np.ndarray:
    """Faces that grow lighter from left to right, each a little lighter than the one before; channels differ."""
    across = np.linspace(40, 200, side)[None, None, :, None]
    steps = np.arange(count)[:, None, None, None] * 3 + np.arange(channels)[None, None, None] * 7
    return np.ascontiguousarray(np.broadcast_to(across + steps, (count, side, side, channels)), np.uint8)


def flat(shade: int, side: int = 48, channels: int = 1) -> np.ndarray:
    """One face of one shade."""
    return np.full((side, side, channels), shade, np.uint8)


def dot(side: int = 48) -> np.ndarray:
    """A black face with one white pixel right of and above the middle."""
    face = flat(0, side)
    face[side // 4, 3 * side // 4] = 255
    return face


def centre(face: np.ndarray) -> tuple[float, float]:
    """Row and column about which a black face's light lies."""
    rows, columns = np.mgrid[: face.shape[0], : face.shape[1]]
    weights = face.reshape(face.shape[:2]).astype(float)
    return (rows * weights).sum() / weights.sum(), (columns * weights).sum() / weights.sum()
