"""From a frame and boxes to the faces a network takes: grey squares, cut by a card's crop rule."""

import cv2
import numpy as np

from fer_edge.card import CropRule


def crop_faces(grey: np.ndarray, boxes: np.ndarray, rule: CropRule, side: int) -> np.ndarray:
    """Cut faces out of a grey picture.

    grey: uint8 [H, W]. boxes: [N, 4], x, y, width, height in pixels, as the rule's detector gives them.
    Returns uint8 [N, side, side, 1]; what lies outside the picture repeats its edge.
    """
    faces = np.empty((len(boxes), side, side, 1), np.uint8)
    for index, box in enumerate(boxes):
        faces[index, ..., 0] = _crop(grey, square(box, rule), side)
    return faces


def square(box: np.ndarray, rule: CropRule) -> tuple[float, float, float]:
    """Left, top and side, in pixels, of the square that `rule` makes of a box x, y, width, height."""
    x, y, width, height = (float(value) for value in box)
    side = max(height * rule.scale, 1.0)
    centre_x, centre_y = x + width / 2 + rule.dx * height, y + height / 2 + rule.dy * height
    return centre_x - side / 2, centre_y - side / 2, side


def _crop(grey: np.ndarray, where: tuple[float, float, float], side: int) -> np.ndarray:
    left, top, size = (round(value) for value in where)
    size = max(size, 1)
    rows = np.clip(np.arange(top, top + size), 0, grey.shape[0] - 1)
    columns = np.clip(np.arange(left, left + size), 0, grey.shape[1] - 1)
    inside = rows[0] == top and columns[0] == left and rows[-1] - top == columns[-1] - left == size - 1
    part = grey[top : top + size, left : left + size] if inside else grey[np.ix_(rows, columns)]
    # Averaging areas is the only one of OpenCV's ways of shrinking that does not alias.
    return cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA if size > side else cv2.INTER_LINEAR)
