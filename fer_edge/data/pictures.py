"""One image file as an array, upright, whichever of OpenCV's formats it has."""

import os
import re
import stat
from pathlib import Path

import cv2
import numpy as np

SUFFIXES = {
    *(".apng", ".avif", ".bmp", ".dib", ".gif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm"),
    *(".pgm", ".png", ".pnm", ".ppm", ".ras", ".sr", ".tif", ".tiff", ".webp"),
}
"""Of the formats that are read; of one with several pictures, as an animation, the first."""

NO_IMAGE, TOO_LARGE = "not a readable image", "too many pixels, more than 134 million"


def is_damage(reason: str) -> bool:
    """Whether a reason why there is no face says that a picture, or a row of pixels, is damaged."""
    return reason in (NO_IMAGE, TOO_LARGE) or reason.startswith(("cannot be read", "has a pixel", "is not in "))


def read_picture(path: Path, grey: bool = False) -> np.ndarray | str:
    """An image file as uint8 [H, W, 3], BGR, or [H, W] where `grey`; or the reason why there is none.

    It stands as its camera was held: by the Exif orientation, which OpenCV follows, and by AVIF's own.
    """
    try:
        content = _read(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except ValueError:  # A zero byte, or half a character: lists are anybody's.
        return "cannot be read (no file can be called so)"
    if content is None:
        return "cannot be read (not a regular file)"
    try:
        flags = cv2.IMREAD_GRAYSCALE if grey else cv2.IMREAD_COLOR
        image = cv2.imdecode(np.frombuffer(content, np.uint8), flags) if content else None
    except cv2.error:  # More than OPENCV_IO_MAX_IMAGE_PIXELS, see fer_edge/__init__.py.
        return TOO_LARGE
    if image is None:
        return NO_IMAGE
    return turn_avif(image, content[:AVIF_HEAD])


def _read(path: Path) -> bytes | None:
    """The content of a file; None where it is none, as a pipe, which would be waited for without end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with open(descriptor, "rb", buffering=0) as file:
        return file.readall()


AVIF_HEAD = 1 << 16
"""Bytes of an AVIF file that are searched for its properties, which lie before the picture."""


def turn_avif(image: np.ndarray, head: bytes) -> np.ndarray:
    """The image as the properties irot and imir of an AVIF file say, which OpenCV leaves aside; others as they are.

    irot: quarter turns, anticlockwise; then imir: 0 exchanges top and bottom, 1 left and right (ISO/IEC 23008-12).
    """
    if head[4:8] != b"ftyp":
        return image
    turn, mirror = (re.search(rb"\x00\x00\x00\x09" + name + rb"(.)", head, re.DOTALL) for name in (b"irot", b"imir"))
    if turn:
        image = np.rot90(image, turn[1][0] & 3)
    if mirror:
        image = image[:, ::-1] if mirror[1][0] & 1 else image[::-1]
    return np.ascontiguousarray(image)


def natural(name: str) -> tuple[list[tuple[str, int]], str]:
    """A key that sorts names as people count: 2 before 10."""
    parts = re.findall(r"(\D*)(\d*)", name.lower())
    return [(text, int(number) if number else -1) for text, number in parts], name


def tell_few(reasons: list[str], few: int = 3) -> str:
    """The first reasons, and how many more there are."""
    more = len(reasons) - few
    return "; ".join(reasons[:few]) + (f"; and {more} more" if more > 0 else "")
