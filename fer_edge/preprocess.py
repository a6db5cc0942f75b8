"""From a frame and boxes to the faces a network takes: grey squares, cut by a card's crop rule."""

import cv2
import numpy as np

from fer_edge.card import CropRule


def crop_faces(picture: np.ndarray, boxes: np.ndarray, rule: CropRule, side: int) -> np.ndarray:
    """Cut faces out of a picture.

    picture: uint8 [H, W], or [H, W, 3] in BGR, of which only what is cut out is made grey. boxes: [N, 4], x, y,
    width, height in pixels, as the rule's detector gives them.
    Returns uint8 [N, side, side, 1]; what lies outside the picture repeats its edge.
    """
    faces = np.empty((len(boxes), side, side, 1), np.uint8)
    for index, box in enumerate(boxes):
        faces[index, ..., 0] = _crop(picture, square(box, rule), side)
    return faces


def square(box: np.ndarray, rule: CropRule) -> tuple[float, float, float]:
    """Left, top and side, in pixels, of the square that `rule` makes of a box x, y, width, height."""
    x, y, width, height = (float(value) for value in box)
    side = max(height * rule.scale, 1.0)
    centre_x, centre_y = x + width / 2 + rule.dx * height, y + height / 2 + rule.dy * height
    return centre_x - side / 2, centre_y - side / 2, side


def _crop(picture: np.ndarray, where: tuple[float, float, float], side: int) -> np.ndarray:
    left, top, size = (round(value) for value in where)
    rows, above, below = _within(top, size, picture.shape[0])
    columns, before, behind = _within(left, size, picture.shape[1])
    part = picture[rows, columns]
    if part.ndim == 3:
        part = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    if above or below or before or behind:
        part = cv2.copyMakeBorder(part, above, below, before, behind, cv2.BORDER_REPLICATE)
    # Averaging areas is the only one of OpenCV's ways of shrinking that does not alias.
    return cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA if size > side else cv2.INTER_LINEAR)


def _within(start: int, size: int, length: int) -> tuple[slice, int, int]:
    """What of `size` pixels from `start` lies in 0 to `length`, at least one; how many are missing before and after."""
    first, end = min(max(start, 0), length - 1), min(max(start + size, 1), length)
    before = min(max(first - start, 0), size - (end - first))
    return slice(first, end), before, size - (end - first) - before
