"""A capture that OpenCV has opened."""

import cv2
import numpy as np

LIKELY = 240.0
"""Frames per second beyond which a stream's promise is its clock's rate (90,000) or nonsense."""


class OpenCvCapture:
    """Pictures of an open cv2.VideoCapture. trust_fps: false where the back end makes the rate up."""

    def __init__(self, capture: cv2.VideoCapture, trust_fps: bool = True) -> None:
        fps = float(capture.get(cv2.CAP_PROP_FPS)) if trust_fps else 0.0
        self.fps = fps if 0 < fps <= LIKELY else 0.0
        self._capture = capture

    def read(self) -> np.ndarray | None:
        """The next picture, uint8 [H, W, 3], BGR; None when it failed."""
        try:
            there, image = self._capture.read()
        except cv2.error:  # A picture so damaged that its decoder gives up.
            return None
        return image if there else None

    def release(self) -> None:
        """Free the device or connection."""
        self._capture.release()
