"""Faces of every size in a still picture: it is searched whole, and again in overlapping tiles of its full size."""

import math
from collections.abc import Iterator

import cv2
import numpy as np

from fer_edge.runtime.detection.scheduler import distinct
from fer_edge.runtime.types import FaceDetector

TILE = 320
"""Side of a tile, in pixels: what detectors search at once without making it smaller."""

SHARED = 80
"""Pixels by which neighbouring tiles overlap at least, so that a face up to this size is whole in one of them."""

LARGEST = 100
"""Longer side of a face, in pixels, that is taken from a tile; larger ones are found where the picture is smaller."""

EDGE = 2
"""Pixels from the inner edge of a tile within which a box is part of a face that another tile has whole."""

INSIDE = 0.7
"""Share of a find that lies in another, above which it is part of that."""


def search_tiled(detector: FaceDetector, image: np.ndarray) -> np.ndarray:
    """Boxes float32 [N, 4], x, y, width, height in pixels of an image uint8 [H, W, 3], BGR; the largest first.

    The picture is halved until it fits one tile; each of its sizes is searched.
    """
    found: list[np.ndarray] = []
    height, width = image.shape[:2]
    levels = max(math.ceil(math.log2(max(height, width) / TILE)), 0)
    small = image
    for level in range(levels + 1):
        if level:
            size = (max(round(width / 2**level), 1), max(round(height / 2**level), 1))
            small = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
        scale = np.array([width / small.shape[1], height / small.shape[0]] * 2, np.float32)
        found += [box * scale for box in _search(detector, small, last=level == levels)]
    # Of two finds of one face the first counts: there it is largest, and its box most exact.
    kept = _without_parts(distinct(found))
    return np.array(sorted(kept, key=_area, reverse=True), np.float32).reshape(-1, 4)


def _search(detector: FaceDetector, picture: np.ndarray, last: bool) -> Iterator[np.ndarray]:
    """Boxes in pixels of a picture, of the faces that are small and whole; of all where it is the `last` size."""
    if last:
        yield from detector.detect(picture)
        return
    height, width = picture.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            tile = np.ascontiguousarray(picture[top : top + TILE, left : left + TILE])
            for box in detector.detect(tile):
                x, y, *size = box + np.array([left, top, 0, 0], np.float32)
                if max(size) <= LARGEST and _whole(x, size[0], left, width) and _whole(y, size[1], top, height):
                    yield np.array([x, y, *size], np.float32)


def _starts(length: int) -> list[int]:
    """Where tiles begin along a side: at even distances, the first and the last at its ends."""
    if length <= TILE:
        return [0]
    count = math.ceil((length - SHARED) / (TILE - SHARED))
    return [round(index * (length - TILE) / (count - 1)) for index in range(count)]


def _whole(start: float, size: float, tile: int, length: int) -> bool:
    """Whether a find is not cut by an edge that its tile has with others."""
    before, behind = tile == 0, tile + TILE >= length
    return (before or start > tile + EDGE) and (behind or start + size < tile + TILE - EDGE)


def _without_parts(boxes: np.ndarray) -> list[np.ndarray]:
    """The boxes without those inside a larger one: an eye or a mouth that was taken for a face."""
    kept: list[np.ndarray] = []
    for box in sorted(boxes, key=_area, reverse=True):
        if all(_shared(box, other) < INSIDE * _area(box) for other in kept):
            kept.append(box)
    return kept


def _shared(a: np.ndarray, b: np.ndarray) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return float(max(width, 0) * max(height, 0))


def _area(box: np.ndarray) -> float:
    return float(box[2] * box[3])
