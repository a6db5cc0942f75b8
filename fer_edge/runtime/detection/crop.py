"""From a frame and boxes to the faces a network takes: squares, cut by a card's crop rule, their eyes level."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from fer_edge.artifact.card import CropRule
from fer_edge.runtime.detection.regions import Region, cut_turned

LEVEL = 15.0
"""Degrees below which a face is cut as it is: to turn those wins nothing (benchmarks/turned.json)."""

SPACING = 1.25
"""Pixels of the image, about, between two samples of a face that is cut out turned."""

MOST_SAMPLES = 16
"""Samples along each side of a pixel of a face: bounds the work for one of any size."""


def crop_faces(
    image: np.ndarray,
    boxes: np.ndarray,
    rule: CropRule,
    side: int,
    channels: int = 1,
    rolls: Sequence[float] | None = None,
) -> np.ndarray:
    """Cut faces out of an image uint8 [H, W, 3], BGR; what lies outside it repeats its edge.

    boxes: [N, 4], x, y, width, height in pixels, as the rule's detector gives them. channels: 1 for grey faces, 3 for
    R, G, B. rolls: by how many degrees each face is turned clockwise, which is undone; not a number, or None for all:
    unknown, and nothing is. Returns uint8 [N, side, side, channels].
    """
    colours = cv2.COLOR_BGR2GRAY if channels == 1 else cv2.COLOR_BGR2RGB
    faces = np.empty((len(boxes), side, side, channels), np.uint8)
    for index, (box, roll) in enumerate(zip(boxes, [0.0] * len(boxes) if rolls is None else rolls, strict=True)):
        # Only what is cut out changes its colours: a frame has a hundred times as many pixels.
        if abs(roll) >= LEVEL:
            face = _crop_turned(image, square(box, rule, roll), side, colours, roll)
        else:
            face = _crop(image, square(box, rule), side, colours)
        faces[index] = face.reshape(side, side, channels)
    return faces


def square(box: np.ndarray, rule: CropRule, roll: float = 0.0) -> Region:
    """Left, top and side, in pixels, of the square that `rule` makes of a box x, y, width, height.

    roll: degrees by which the face is turned clockwise, and with it the way from the box's centre to the square's; the
    square is not.
    """
    x, y, width, height = (float(value) for value in box)
    side = max(height * rule.scale, 1.0)
    cos, sin = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    centre_x = x + width / 2 + (rule.dx * cos - rule.dy * sin) * height
    centre_y = y + height / 2 + (rule.dx * sin + rule.dy * cos) * height
    return centre_x - side / 2, centre_y - side / 2, side


def _crop(image: np.ndarray, where: Region, side: int, colours: int) -> np.ndarray:
    left, top, size = (round(value) for value in where)
    halves = max(int(math.log2(size / side)) - 1, 0)
    spare = size % 2**halves  # So that it can be halved; a pixel in two hundred is nothing to it.
    left, top, size = left + spare // 2, top + spare // 2, size - spare
    rows, above, below = _within(top, size, image.shape[0])
    columns, before, behind = _within(left, size, image.shape[1])
    part = image[rows, columns]
    if above or below or before or behind:
        part = cv2.copyMakeBorder(part, above, below, before, behind, cv2.BORDER_REPLICATE)
    # Averaging areas is the only one of OpenCV's ways of shrinking that does not alias; halving is cheap.
    for _ in range(halves):
        part = cv2.resize(part, (len(part) // 2,) * 2, interpolation=cv2.INTER_AREA)
    return cv2.resize(
        cv2.cvtColor(part, colours), (side, side), interpolation=cv2.INTER_AREA if size > side else cv2.INTER_LINEAR
    )


def _crop_turned(image: np.ndarray, where: Region, side: int, colours: int, roll: float) -> np.ndarray:
    left, top, size = where
    spare = math.ceil(size * (math.sqrt(2) - 1) / 2) + 1  # A turned square reaches farther than a level one.
    start_x, start_y, reach = math.floor(left) - spare, math.floor(top) - spare, math.ceil(size) + 2 * spare + 1
    rows, columns = (_within(start, reach, image.shape[at])[0] for at, start in enumerate((start_y, start_x)))
    part = cv2.cvtColor(image[rows, columns], colours)
    samples = min(max(round(size / side / SPACING), 1), MOST_SAMPLES)
    face = cut_turned(part, (left - columns.start, top - rows.start, size), samples * side, roll)
    # Sampled once, about as densely as the frame has pixels, and averaged in whole blocks: fewer samples would alias.
    return cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA) if samples > 1 else face


def _within(start: int, size: int, length: int) -> tuple[slice, int, int]:
    """What of `size` pixels from `start` lies in 0 to `length`, at least one; how many are missing before and after."""
    first, end = min(max(start, 0), length - 1), min(max(start + size, 1), length)
    before = min(max(first - start, 0), size - (end - first))
    return slice(first, end), before, size - (end - first) - before
