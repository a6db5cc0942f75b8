"""Shifts of sharpness: what focus, movement, distance and compression leave of a face."""

import cv2
import numpy as np


def blur(face: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur; sigma in pixels."""
    return cv2.GaussianBlur(face, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)


def motion_blur(face: np.ndarray, length: float) -> np.ndarray:
    """What stands still for the camera is a line of `length` pixels from left to right."""
    kernel = np.full((1, max(1, round(length))), 1 / max(1, round(length)), np.float32)
    return cv2.filter2D(face, -1, kernel, borderType=cv2.BORDER_REPLICATE)


def jpeg(face: np.ndarray, quality: int) -> np.ndarray:
    """Through a JPEG file of that quality, 0 to 100; colours are R, G, B before and after."""
    swapped = face[..., ::-1]  # OpenCV's files hold B, G, R; a single channel stays.
    stored = cv2.imencode(".jpg", np.ascontiguousarray(swapped), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)).reshape(face.shape)[..., ::-1]


def far_away(face: np.ndarray, side: float) -> np.ndarray:
    """As a face of `side` pixels that was enlarged: shrunk by the means of areas, enlarged linearly."""
    small = cv2.resize(face, (max(1, round(side)),) * 2, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, face.shape[1::-1], interpolation=cv2.INTER_LINEAR)
