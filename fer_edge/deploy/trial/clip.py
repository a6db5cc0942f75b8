"""A clip of one portrait, moved about: a source that needs no camera and no file of the user's.

The portrait is of Eileen Collins, by NASA (1999), in the public domain; cut and made smaller from scikit-image's
`astronaut`.
"""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.types import Frame, SourceCounts

PORTRAIT = Path(__file__).with_name("portrait.jpg")

SIZE = (480, 360)
"""Width and height of a frame, pixels."""

FPS, VIEWS = 24, 48
"""Frames per second by the clip's own clock, and after how many it begins again where it began."""

SWAY = (70, 20)
"""Pixels by which the portrait goes aside and up at the most."""


class PortraitClip:
    """Gives views of the portrait, as quickly as they are taken, for so many seconds by `clock`."""

    name, fps, live = "the built-in portrait", float(FPS), False

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.counts = SourceCounts()
        self._seconds, self._clock = seconds, clock
        portrait = read_portrait()
        self._views = [view(portrait, number / VIEWS) for number in range(VIEWS)]

    def __iter__(self) -> Iterator[Frame | None]:
        end, index = self._clock() + self._seconds, 0
        while self._clock() < end:
            yield Frame(index=index, time=index / FPS, image=self._views[index % VIEWS])
            index += 1

    def close(self) -> None:
        """There is nothing to free."""


def read_portrait() -> np.ndarray:
    """The portrait uint8 [H, W, 3], BGR. Raises MissingError when its file is not there or damaged."""
    data = np.frombuffer(PORTRAIT.read_bytes() if PORTRAIT.is_file() else b"\0", np.uint8)
    portrait = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if portrait is None:
        raise MissingError(f"no picture at {PORTRAIT}: pip install --force-reinstall fer-edge")
    return np.asarray(portrait)


def view(portrait: np.ndarray, progress: float) -> np.ndarray:
    """The frame uint8 [H, W, 3] of SIZE at `progress` (0 to 1); the last one leads on to the first."""
    angle = 2 * math.pi * progress
    height, width = portrait.shape[:2]
    aside, up = SWAY[0] * math.sin(angle), SWAY[1] * math.cos(angle)
    move = np.array([[1, 0, (SIZE[0] - width) / 2 + aside], [0, 1, (SIZE[1] - height) / 2 + up]], np.float64)
    return cv2.warpAffine(portrait, move, SIZE, borderMode=cv2.BORDER_REPLICATE)
