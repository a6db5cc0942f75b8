"""The colours of a face as a histogram: enough to tell two people apart who cross, for almost no time."""

import numpy as np

SAMPLES = 12
"""Pixels that are looked at along each side of the box."""

BINS = 8


def appearance(image: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Shares, float [3 x 8], of each channel's shades in a box x, y, width, height of an image uint8 [H, W, 3]."""
    height, width = image.shape[:2]
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES
    columns = np.clip(box[0] + box[2] * steps, 0, width - 1).astype(int)
    rows = np.clip(box[1] + box[3] * steps, 0, height - 1).astype(int)
    shades = image[rows[:, None], columns].reshape(-1, 3) >> 5
    counts = np.bincount((shades + np.arange(3, dtype=np.uint8) * BINS).ravel(), minlength=3 * BINS)
    return counts / len(shades)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """How unlike two appearances are: 0 the same, 1 nothing in common."""
    return float(np.abs(a - b).sum()) / 6
