"""Accuracy against what a face's picture is like: its light, its contrast and its sharpness."""

from dataclasses import dataclass

import cv2
import numpy as np

BINS = 5
Z95 = 1.959964
"""Standard errors to either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, kw_only=True)
class PropertyBin:
    """The faces whose property lies from `low` to `high`. accuracy, and its 95 % `interval`: fractions, 0 to 1."""

    low: float
    high: float
    faces: int
    accuracy: float
    interval: tuple[float, float]


def properties(faces: np.ndarray) -> dict[str, np.ndarray]:
    """Of faces uint8 [N, side, side, channels], grey or R, G, B, by name, float64 [N].

    light: mean shade, 0 to 255. contrast: standard deviation of the shades. sharpness: standard deviation of the
    Laplacian (Pech-Pacheco et al., 2000), shades.
    """
    read = np.array([_read(face) for face in faces]).reshape(len(faces), 3)
    return dict(zip(("light", "contrast", "sharpness"), read.T, strict=True))


def _read(face: np.ndarray) -> tuple[float, float, float]:
    grey = face[..., 0] if face.shape[2] == 1 else cv2.cvtColor(np.ascontiguousarray(face), cv2.COLOR_RGB2GRAY)
    return float(grey.mean()), float(grey.std()), float(cv2.Laplacian(grey, cv2.CV_64F).std())


def accuracy_by(values: np.ndarray, right: np.ndarray, bins: int = BINS) -> tuple[PropertyBin, ...]:
    """Accuracy in bins of equally many faces, from the lowest values up; fewer bins where many values are the same.

    values: float64 [N], N at least 1. right: bool [N].
    """
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
    places = np.searchsorted(edges, values, side="left")
    return tuple(_bin(values[places == place], right[places == place]) for place in np.unique(places))


def _bin(values: np.ndarray, right: np.ndarray) -> PropertyBin:
    return PropertyBin(
        low=float(values.min()),
        high=float(values.max()),
        faces=len(values),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
    )


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1, of which `hits` of `trials`, at least 1, were seen (Wilson, 1927)."""
    share, spread = hits / trials, Z95**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
