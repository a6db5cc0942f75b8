"""An address that gives one picture, asked for again and again."""

import time
from contextlib import closing

import cv2
import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.http.request import FAILURES, PATIENCE, request
from fer_edge.runtime.sources.live import LiveSettings, LiveSource
from fer_edge.runtime.types import Report

USUAL_FPS = 1.0
"""Pictures a second that are asked for when nobody says how many."""

LARGEST = 64_000_000
"""Bytes of a picture that are read at the most."""


class SnapshotCapture:
    """Asks for a picture `fps` times a second. Raises MissingError when the first answer is none. name: for people."""

    def __init__(self, url: str, name: str, fps: float) -> None:
        self.fps, self._url, self._due = fps, url, 0.0
        try:
            self._first: np.ndarray | None = self._ask()
        except FAILURES as error:
            raise MissingError(
                f"{name} cannot be reached ({type(error).__name__}); check address and password"
            ) from error

    def read(self) -> np.ndarray | None:
        """The next picture, uint8 [H, W, 3], BGR, when its time has come; None when it failed."""
        if self._first is not None:
            image, self._first = self._first, None
            return image
        time.sleep(max(self._due - time.monotonic(), 0.0))
        try:
            return self._ask()
        except FAILURES:
            return None

    def release(self) -> None:
        """Nothing is held."""

    def _ask(self) -> np.ndarray | None:
        self._due = time.monotonic() + 1 / self.fps
        with closing(request(self._url)) as answer:
            content = np.frombuffer(answer.read(LARGEST), np.uint8)
        try:
            return cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
        except cv2.error:  # Too many pixels.
            return None


def open_snapshots(url: str, name: str, report: Report, fps: float) -> LiveSource:
    """Poll an address `fps` times a second, 0: USUAL_FPS. Raises MissingError when it gives no picture."""
    rate = fps or USUAL_FPS
    # The picture may stand still, and nothing blocks a device: who closes it need not wait for the next picture's time.
    settings = LiveSettings(frozen=0.0, silence=3 / rate + 2 * PATIENCE, closing=0.1)
    return LiveSource(name, lambda: SnapshotCapture(url, name, rate), report, settings)
