"""What a detector is shown: the whole frame made small, or a square of it, level or turned."""

import math

import cv2
import numpy as np

Region = tuple[float, float, float]
"""A square of a frame: left, top, side, in its pixels; it may reach beyond the frame."""


def shrink(image: np.ndarray, width: int) -> tuple[np.ndarray, float]:
    """The image at most `width` pixels wide, and the factor that leads back to its own pixels."""
    factor = max(image.shape[1] / width, 1.0)
    if factor == 1.0:
        return image, factor
    size = (width, max(round(image.shape[0] / factor), 1))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), factor


def cut(image: np.ndarray, region: Region, side: int) -> np.ndarray:
    """The region of an image [H, W, C] as [side, side, C]; black where it lies outside."""
    left, top, size = region
    height, width = image.shape[:2]
    x, y = max(round(left), 0), max(round(top), 0)
    x_end, y_end = min(round(left + size), width), min(round(top + size), height)
    picture = np.zeros((side, side, image.shape[2]), np.uint8)
    scale = side / size
    to_x, to_y, to_x_end, to_y_end = (
        min(max(round(value * scale), 0), side) for value in (x - left, y - top, x_end - left, y_end - top)
    )
    if x_end > x and y_end > y and to_x_end > to_x and to_y_end > to_y:
        # Linear, though it aliases: measured on the clip it finds as well as averaged areas, in half the time.
        shown = cv2.resize(image[y:y_end, x:x_end], (to_x_end - to_x, to_y_end - to_y), interpolation=cv2.INTER_LINEAR)
        picture[to_y:to_y_end, to_x:to_x_end] = shown
    return picture


def cut_turned(image: np.ndarray, region: Region, side: int, degrees: float) -> np.ndarray:
    """The region of an image [H, W] or [H, W, C], turned clockwise about its middle, as [side, side] or with C.

    What lies outside the image repeats its edge. Linear, as `cut`: where it is made smaller it aliases.
    """
    left, top, size = region
    scale = size / side
    cos, sin = scale * math.cos(math.radians(degrees)), scale * math.sin(math.radians(degrees))
    # A pixel's place is that of its middle.
    x, y, middle = left + (size - 1) / 2, top + (size - 1) / 2, (side - 1) / 2
    back = np.array([[cos, -sin, x - (cos - sin) * middle], [sin, cos, y - (cos + sin) * middle]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, back, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def turned_corners(boxes: np.ndarray, side: float, degrees: float) -> np.ndarray:
    """Left and top [N, 2] of boxes [N, 4] whose middles turn clockwise about that of their region, of this side."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    away = boxes[:, :2] + boxes[:, 2:] / 2 - side / 2
    corners: np.ndarray = away @ np.array([[cos, sin], [-sin, cos]]) + side / 2 - boxes[:, 2:] / 2
    return corners


def around(box: np.ndarray, grow: float) -> Region:
    """The square around a box x, y, width, height whose side is `grow` times the box's longer one."""
    x, y, width, height = (float(value) for value in box)
    side = max(width, height, 1.0) * grow
    return x + width / 2 - side / 2, y + height / 2 - side / 2, side
