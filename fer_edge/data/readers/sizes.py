"""Faces of one size and colour out of pictures of any."""

from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from fer_edge.data.labels import SIDE
from fer_edge.data.pictures import read_picture

LARGEST_OWN = 128
"""Up to this size a data set's faces stay as they are when all those looked at are of one."""

LOOKED_AT = 64
"""Pictures, spread over the data set."""


class FaceReader:
    """Reads a picture as a face uint8 [side, side, channels], and counts those whose size it changed.

    sizes: of the pictures it was given, (width, height). exact: pictures of another size are no faces. colour:
    R, G, B instead of grey.
    """

    def __init__(self, side: int, *, colour: bool = False, exact: bool = False) -> None:
        self.side, self.colour, self.exact = side, colour, exact
        self.resized = self.cropped = 0
        self.sizes: Counter[tuple[int, int]] = Counter()

    def read(self, path: Path) -> np.ndarray | str:
        """The face in an image file, or the reason why there is none."""
        image = read_picture(path, grey=not self.colour)
        if isinstance(image, str):
            return image
        return self.fit(image[..., ::-1] if self.colour else image[..., None])

    def fit(self, image: np.ndarray) -> np.ndarray | str:
        """An image uint8 [H, W, channels] at the size of a face: its middle, if it is not square."""
        height, width = image.shape[:2]
        self.sizes[width, height] += 1
        if height == width == self.side:
            return image
        if self.exact:
            return f"is {width}x{height} pixels, expected {self.side}x{self.side}; --side {self.side} resizes it"
        self.resized += 1
        self.cropped += height != width
        return _resized(_middle(image), self.side)

    def told(self) -> str:
        """What was done to pictures, as a line; empty where nothing was."""
        if not self.resized:
            return ""
        crop = f", the middle of {self.cropped} that are not square" if self.cropped else ""
        return f"{self.resized} pictures were brought to {self.side}x{self.side}{crop}"


def resize_faces(faces: np.ndarray, side: int) -> np.ndarray:
    """Square faces uint8 [N, H, H, channels] at another size."""
    return np.stack([_resized(face, side) for face in faces])


def own_side(paths: list[Path]) -> int:
    """The size of a data set's faces: that of all pictures looked at when it is one, square and small; else SIDE."""
    step = max(1, len(paths) // LOOKED_AT)
    images = (read_picture(path, grey=True) for path in paths[::step])
    shapes = Counter(image.shape for image in images if not isinstance(image, str))
    if len(shapes) == 1:
        height, width = next(iter(shapes))
        if height == width <= LARGEST_OWN:
            return int(height)
    return SIDE


def _middle(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[top : top + side, left : left + side]


def _resized(image: np.ndarray, side: int) -> np.ndarray:
    how = cv2.INTER_AREA if image.shape[0] > side else cv2.INTER_LINEAR
    resized = cv2.resize(np.ascontiguousarray(image), (side, side), interpolation=how)
    return resized.reshape(side, side, image.shape[2])
