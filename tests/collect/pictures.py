"""Photos and detectors for tests of data of one's own."""

from pathlib import Path

import cv2
import numpy as np

from fer_edge.artifact.card import CropRule
from fer_edge.collect.cutting import FaceCutter, search_once
from fer_edge.collect.settings import CutSettings


class BrightSpots:
    """A detector whose faces are the bright spots of a picture. looked: how many pictures it was shown."""

    name = "spots"

    def __init__(self):
        self.looked = 0

    def detect(self, image, region=None):
        self.looked += 1
        bright = (image.max(axis=2) > 200).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(bright)
        return stats[1:, :4].astype(np.float32)


def photo(*spots: tuple[int, int, int], size=(120, 160)) -> np.ndarray:
    """A dark picture with bright red squares: left, top, side."""
    image = np.full((*size, 3), 20, np.uint8)
    for left, top, side in spots:
        image[top : top + side, left : left + side] = (40, 40, 250)
    return image


def save(image: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image)


def cutter(side=None, detector=None, search=search_once, **settings) -> FaceCutter:
    return FaceCutter(detector or BrightSpots(), CropRule(), CutSettings(**settings), side, search)
