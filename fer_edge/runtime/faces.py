"""Face detectors: YuNet when its file is there, OpenCV's Haar cascade when not."""

import os
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import MissingError, ModelError, UsageError
from fer_edge.runtime.seams import FaceDetector

YUNET_FILE = "face_detection_yunet_2023mar.onnx"
SEARCH_WIDTH = 320
"""Width of the picture that is searched; measured, it finds as much as a full frame at a fifth of the time."""


class YuNet:
    """The detector of Wu et al. (2023), in OpenCV. path: its ONNX file. width: of the searched picture, pixels."""

    name = "yunet"

    def __init__(self, path: Path, width: int = SEARCH_WIDTH):
        try:
            self._detector = cv2.FaceDetectorYN.create(str(path), "", (width, width), 0.6)
        except cv2.error as error:
            raise ModelError(f"{path} is not a YuNet model that OpenCV can load; fetch {YUNET_FILE} again") from error
        self._width = width

    def detect(self, image: np.ndarray) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels."""
        small, factor = shrink(image, self._width)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        found = self._detector.detect(small)[1]
        return np.empty((0, 4), np.float32) if found is None else found[:, :4].astype(np.float32) * factor


class Haar:
    """OpenCV's frontal cascade (Viola and Jones, 2001). width: of the searched picture, pixels."""

    name = "haar"

    def __init__(self, width: int = SEARCH_WIDTH):
        if not hasattr(cv2, "CascadeClassifier"):
            raise MissingError(f"OpenCV {cv2.__version__} has no Haar cascades: pip install 'opencv-python<5'")
        self._cascade = cv2.CascadeClassifier(
            str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml")
        )
        self._width = width

    def detect(self, image: np.ndarray) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels."""
        small, factor = shrink(image, self._width)
        found = self._cascade.detectMultiScale(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 1.1, 5)
        return np.asarray(found, np.float32).reshape(-1, 4) * factor


class FixedDetector:
    """The fake that ships: the same boxes [N, 4] in every picture."""

    name = "fixed"

    def __init__(self, boxes: np.ndarray):
        self._boxes = np.asarray(boxes, np.float32).reshape(-1, 4)

    def detect(self, image: np.ndarray) -> np.ndarray:
        """The boxes, whatever the image."""
        return self._boxes.copy()


def shrink(image: np.ndarray, width: int) -> tuple[np.ndarray, float]:
    """The image at most `width` pixels wide, and the factor that leads back to its own pixels."""
    factor = max(image.shape[1] / width, 1.0)
    if factor == 1.0:
        return image, factor
    size = (width, max(round(image.shape[0] / factor), 1))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), factor


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
        raise MissingError(f"no YuNet file at {looked}: name it with --yunet PATH, or use --detector haar")
    return Haar()


def yunet_places() -> list[Path]:
    """Where YuNet's file is looked for, in order."""
    named = os.environ.get("FER_EDGE_YUNET")
    places = [Path("models") / YUNET_FILE, Path.home() / ".cache" / "fer-edge" / YUNET_FILE]
    return [Path(named), *places] if named else places
