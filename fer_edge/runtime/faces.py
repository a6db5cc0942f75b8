"""Face detectors: YuNet when its file is there, OpenCV's Haar cascade when not."""

import os
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.seams import FaceDetector
from fer_edge.runtime.views import Region, cut, shrink
from fer_edge.runtime.yunet import YUNET_FILE, YuNet
from fer_edge.store import cache_folder

HAAR_CASCADE = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"

HAAR_WIDTH = 320
"""Width of the picture that is searched; measured, it finds as much as a full frame at a third of the time."""

HAAR_SIDE = 120
"""Side of the picture in which a known face is looked for; the cascade's own window has 24 pixels."""


class Haar:
    """OpenCV's frontal cascade (Viola and Jones, 2001). width: of the searched picture, pixels."""

    name = "haar"

    def __init__(self, width: int = HAAR_WIDTH):
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


class FixedDetector:
    """The fake that ships: the same boxes [N, 4] in every picture."""

    name = "fixed"

    def __init__(self, boxes: np.ndarray):
        self._boxes = np.asarray(boxes, np.float32).reshape(-1, 4)

    def detect(self, image: np.ndarray, region: Region | None = None) -> np.ndarray:
        """The boxes, whatever the image and the region."""
        return self._boxes.copy()


def open_detector(choice: str, path: Path | None) -> FaceDetector:
    """Open "yunet", "haar", or the first of them that is there ("auto"). path: YuNet's file, or None to look for it.

    Raises MissingError when YuNet is asked for and its file is nowhere.
    """
    if choice not in ("auto", "yunet", "haar"):
        raise UsageError(f"no detector named {choice}: expected auto, yunet or haar")
    if choice == "haar":
        return Haar()
    places = yunet_places() if path is None else [path]
    found = next((place for place in places if place.is_file()), None)
    if found is not None:
        return YuNet(found)
    if choice == "yunet" or path is not None:
        looked = ", ".join(map(str, places))
        raise MissingError(
            f"no YuNet file at {looked}: fetch it with `fer-edge models pull yunet`, name it with --yunet PATH, "
            "or use --detector haar"
        )
    return Haar()


def yunet_places() -> list[Path]:
    """Where YuNet's file is looked for, in order."""
    named = os.environ.get("FER_EDGE_YUNET")
    places = [Path("models") / YUNET_FILE]
    with suppress(MissingError):  # A service's user may have no home.
        places.append(cache_folder() / YUNET_FILE)
    return [Path(named), *places] if named else places
