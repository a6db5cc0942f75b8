"""YuNet, a small face detector, through ONNX Runtime: three times as fast, measured, as through OpenCV.

Wu, Peng and Yu (2023), "YuNet: a tiny millisecond-level face detector". Its published file is fixed to 640x640
pixels; freed of that it takes pictures of any size.
"""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import ModelError
from fer_edge.runtime.detection.regions import Region, around, cut, cut_turned, shrink, turned_corners
from fer_edge.runtime.detection.roll import read_roll
from fer_edge.runtime.engines.onnx import onnx_errors, open_session
from fer_edge.runtime.settings import SEARCH_WIDTH

YUNET_FILE = "face_detection_yunet_2023mar.onnx"

REGION_SIDE = 96
"""Side of the picture in which a known face is looked for. Measured on the clip: at 64 it is lost, 128 adds nothing."""

TURNED_SIDE = 128
"""The same where the face is turned: once lost it would hardly be found again in the whole frame."""

CLOSE_SIDE, CLOSE_GROW = 224, 1.2
"""Side of the picture in which a face's eyes are looked for, in pixels, and of the square it shows, in longer sides of
the box. Measured on turned faces: in a picture of REGION_SIDE the eyes that are seen turn hardly at all."""

LEAST_SCORE = 0.6
SAME_FACE = 0.3
"""Overlap above which two finds are one face, as in OpenCV's use of this network."""

STRIDES = (8, 16, 32)
PARTS = [f"{part}_{stride}" for part in ("cls", "obj", "bbox") for stride in STRIDES]
POINTS = [f"kps_{stride}" for stride in STRIDES]

SIZES = ((b"\x80\x05", b"HW"), (b"\x80\x32", b"abcdef"), (b"\xc0\x0c", b"abcdef"), (b"\x90\x03", b"abcdef"))
"""Protobuf's 640, 6400, 1600 and 400: sides of the input and lengths of the outputs, and the names they get."""


class YuNet:
    """The detector. path: its ONNX file. width: of the searched picture, pixels. threads: for one search."""

    name = "yunet"

    def __init__(self, path: Path, width: int = SEARCH_WIDTH, threads: int = 1) -> None:
        try:
            self._session = open_session(free_sizes(path.read_bytes()), threads)
            self._input = self._session.get_inputs()[0].name
            self._best_points(np.zeros((32, 32, 3), np.uint8))
        except onnx_errors() as error:
            raise ModelError(f"{path} is not a YuNet model that can be loaded; fetch {YUNET_FILE} again") from error
        self._width = width

    def detect(self, image: np.ndarray, region: Region | None = None, turned: float = 0.0) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels.

        turned: degrees, as of RollReader; YuNet hardly finds a face that is turned by 40.
        """
        if region is None:
            small, factor = shrink(image, self._width)
            return self._find(small) * np.float32(factor)
        picture = cut_turned(image, region, TURNED_SIDE, turned) if turned else cut(image, region, REGION_SIDE)
        boxes = self._find(picture) * np.float32(region[2] / len(picture))
        if turned:
            boxes[:, :2] = turned_corners(boxes, region[2], turned)
        boxes[:, :2] += region[:2]
        return boxes

    def roll(self, image: np.ndarray, box: np.ndarray, turned: float = 0.0) -> float:
        """Degrees by which the face in a box is turned clockwise, as of RollReader."""
        points = self._best_points(cut_turned(image, around(box, CLOSE_GROW), CLOSE_SIDE, turned))
        return read_roll(points, turned) if points is not None else float("nan")

    def _find(self, picture: np.ndarray) -> np.ndarray:
        """Boxes [N, 4] in pixels of the picture."""
        outputs, grid = self._run(picture, PARTS)
        return decode(outputs, grid)

    def _best_points(self, picture: np.ndarray) -> np.ndarray | None:
        """Landmarks [5, 2] of the face in the middle of a square picture: eyes, nose, corners of the mouth."""
        outputs, grid = self._run(picture, PARTS + POINTS)
        offsets, points = (np.concatenate(outputs[at : at + 3], axis=1)[0] for at in (6, 9))
        middle, side = grid[:, :2] + offsets[:, :2] * grid[:, 2:], len(picture)
        product = np.where((np.abs(middle - side / 2) < side / 4).all(axis=1), _product(outputs), 0)
        best = int(product.argmax())
        if product[best] < LEAST_SCORE**2:
            return None
        landmarks: np.ndarray = grid[best, :2] + points[best].reshape(5, 2) * grid[best, 2]
        return landmarks

    def _run(self, picture: np.ndarray, parts: list[str]) -> tuple[list[np.ndarray], np.ndarray]:
        """The outputs named in `parts` and their cells; the picture is padded to whole cells of the coarsest grid."""
        height, width = (-(-side // STRIDES[-1]) * STRIDES[-1] for side in picture.shape[:2])
        below, behind = height - picture.shape[0], width - picture.shape[1]
        if below or behind:
            picture = cv2.copyMakeBorder(picture, 0, below, 0, behind, cv2.BORDER_CONSTANT)
        return self._session.run(parts, {self._input: cv2.dnn.blobFromImage(picture)}), cells(height, width)


def free_sizes(file: bytes) -> bytes:
    """A YuNet file that takes pictures of any size: each fixed length becomes a name of as many bytes.

    So the device needs no package that edits ONNX files. In protobuf a dimension is `0a 03`, then `08` and a number
    of two bytes, or `12 01` and a name of one.
    """
    for number, names in SIZES:
        for name in names:
            file = file.replace(b"\x0a\x03\x08" + number, b"\x0a\x03\x12\x01" + bytes([name]), 1)
    return file


@lru_cache(maxsize=8)
def cells(height: int, width: int) -> np.ndarray:
    """Float32 [C, 3]: x and y, in pixels, and stride of every cell of the three grids, in the outputs' order."""
    grids = []
    for stride in STRIDES:
        y, x = np.mgrid[0 : height // stride, 0 : width // stride].reshape(2, -1) * stride
        grids.append(np.stack([x, y, np.full_like(x, stride)], 1))
    return np.concatenate(grids).astype(np.float32)


def decode(outputs: list[np.ndarray], grid: np.ndarray) -> np.ndarray:
    """Boxes float32 [N, 4], x, y, width, height, best first, from the outputs named in PARTS and their cells."""
    product, offsets = _product(outputs), np.concatenate(outputs[6:9], axis=1)[0]
    chosen = np.flatnonzero(product >= LEAST_SCORE**2)
    if not len(chosen):
        return np.empty((0, 4), np.float32)
    stride = grid[chosen, 2:]
    centre, size = grid[chosen, :2] + offsets[chosen, :2] * stride, np.exp(offsets[chosen, 2:]) * stride
    boxes = np.concatenate([centre - size / 2, size], axis=1)
    scores = np.sqrt(product[chosen])
    kept = cv2.dnn.NMSBoxes(boxes, scores, LEAST_SCORE, SAME_FACE)  # type: ignore[arg-type]  # It takes arrays.
    best: np.ndarray = boxes[np.asarray(kept, int).ravel()]
    return best


def _product(outputs: list[np.ndarray]) -> np.ndarray:
    """Of each cell the square of its score, 0 to 1."""
    is_face, overlaps = (np.concatenate(outputs[at : at + 3], axis=1)[0, :, 0] for at in (0, 3))
    product: np.ndarray = np.clip(is_face, 0, 1) * np.clip(overlaps, 0, 1)
    return product
