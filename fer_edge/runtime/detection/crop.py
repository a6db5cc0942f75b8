"""From a frame and boxes to the faces a network takes: squares, cut by a card's crop rule."""

import cv2
import numpy as np

from fer_edge.artifact.card import CropRule


def crop_faces(image: np.ndarray, boxes: np.ndarray, rule: CropRule, side: int, channels: int = 1) -> np.ndarray:
    """Cut faces out of an image uint8 [H, W, 3], BGR; what lies outside it repeats its edge.

    boxes: [N, 4], x, y, width, height in pixels, as the rule's detector gives them. channels: 1 for grey faces, 3 for
    R, G, B. Returns uint8 [N, side, side, channels].
    """
    colours = cv2.COLOR_BGR2GRAY if channels == 1 else cv2.COLOR_BGR2RGB
    faces = np.empty((len(boxes), side, side, channels), np.uint8)
    for index, box in enumerate(boxes):
        # Only what is cut out changes its colours: a frame has a hundred times as many pixels.
        face = _crop(image, square(box, rule), side, colours)
        faces[index] = face.reshape(side, side, channels)
    return faces


def square(box: np.ndarray, rule: CropRule) -> tuple[float, float, float]:
    """Left, top and side, in pixels, of the square that `rule` makes of a box x, y, width, height."""
    x, y, width, height = (float(value) for value in box)
    side = max(height * rule.scale, 1.0)
    centre_x, centre_y = x + width / 2 + rule.dx * height, y + height / 2 + rule.dy * height
    return centre_x - side / 2, centre_y - side / 2, side


def _crop(image: np.ndarray, where: tuple[float, float, float], side: int, colours: int) -> np.ndarray:
    left, top, size = (round(value) for value in where)
    rows, above, below = _within(top, size, image.shape[0])
    columns, before, behind = _within(left, size, image.shape[1])
    part = cv2.cvtColor(image[rows, columns], colours)
    if above or below or before or behind:
        part = cv2.copyMakeBorder(part, above, below, before, behind, cv2.BORDER_REPLICATE)
    # Averaging areas is the only one of OpenCV's ways of shrinking that does not alias.
    return cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA if size > side else cv2.INTER_LINEAR)


def _within(start: int, size: int, length: int) -> tuple[slice, int, int]:
    """What of `size` pixels from `start` lies in 0 to `length`, at least one; how many are missing before and after."""
    first, end = min(max(start, 0), length - 1), min(max(start + size, 1), length)
    before = min(max(first - start, 0), size - (end - first))
    return slice(first, end), before, size - (end - first) - before
