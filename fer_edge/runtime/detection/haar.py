"""OpenCV's Haar cascade, the detector that needs no file of its own."""

from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.detection.regions import Region, cut, shrink
from fer_edge.runtime.settings import SEARCH_WIDTH

HAAR_CASCADE = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"

HAAR_SIDE = 120
"""Side of the picture in which a known face is looked for; the cascade's own window has 24 pixels."""


class Haar:
    """OpenCV's frontal cascade (Viola and Jones, 2001). width: of the searched picture, pixels."""

    name = "haar"

    def __init__(self, width: int = SEARCH_WIDTH) -> None:
        if not hasattr(cv2, "CascadeClassifier"):
            raise MissingError(f"OpenCV {cv2.__version__} has no Haar cascades: pip install 'opencv-python<5'")
        self._cascade = cv2.CascadeClassifier(str(HAAR_CASCADE))
        self._width = width

    def detect(self, image: np.ndarray, region: Region | None = None) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels."""
        if region is None:
            small, factor = shrink(image, self._width)
            return self._find(small, 0) * np.float32(factor)
        left, top, side = region
        # A known face fills more than a third of its region: searching for smaller ones would cost most of the time.
        boxes = self._find(cut(image, region, HAAR_SIDE), HAAR_SIDE // 3) * np.float32(side / HAAR_SIDE)
        boxes[:, :2] += (left, top)
        return boxes

    def _find(self, picture: np.ndarray, least: int) -> np.ndarray:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        found = self._cascade.detectMultiScale(grey, 1.1, 5, minSize=(least, least))
        return np.asarray(found, np.float32).reshape(-1, 4)
