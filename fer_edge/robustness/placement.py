"""Shifts of place: a face that is turned, cut too narrow or too wide, or beside the middle.

Beyond its border a face goes on as it ends there: more of a picture than a face holds is not known, and a neighbour's
shade is nearer to it than a mirror image or black.
"""

import cv2
import numpy as np


def turn(face: np.ndarray, degrees: float) -> np.ndarray:
    """Turned about the middle, anticlockwise."""
    return _warp(face, degrees, 1.0)


def crop(face: np.ndarray, share: float) -> np.ndarray:
    """As a square of `share` of the side about the same middle shows it: below 1 nearer, above 1 farther."""
    return _warp(face, 0.0, 1 / share)


def move(face: np.ndarray, right: float, down: float) -> np.ndarray:
    """Moved by so many pixels."""
    return _transform(face, np.array([[1, 0, right], [0, 1, down]], np.float32))


def _warp(face: np.ndarray, degrees: float, scale: float) -> np.ndarray:
    middle = ((face.shape[1] - 1) / 2, (face.shape[0] - 1) / 2)
    return _transform(face, cv2.getRotationMatrix2D(middle, degrees, scale))


def _transform(face: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    size = face.shape[1::-1]
    return cv2.warpAffine(face, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
