"""A camera, by its index: a thread reads, the loop gets the newest picture."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2

from fer_edge.errors import MissingError
from fer_edge.runtime.latest import LatestFrame
from fer_edge.runtime.seams import Frame

SILENCE = 2.0
"""Seconds without a picture after which a camera counts as gone."""


class Camera:
    """Frames of camera `index`. Raises MissingError when there is none, or when it falls silent."""

    def __init__(self, index: int):
        self.name, self.fps = f"camera {index}", 0.0
        # V4L2 is asked for by name: other back ends take seconds to say that there is no camera.
        back_end = cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY
        self._capture = cv2.VideoCapture(index, back_end)
        if not self._capture.isOpened():
            self._capture.release()
            raise MissingError(f"no camera {index}: {cameras_here()}; name another with --camera, or use --source")
        self._latest, self._stop = LatestFrame(), threading.Event()
        self._thread = threading.Thread(target=self._read, name="camera", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Frames that came faster than the loop took them."""
        return self._latest.dropped

    def _read(self) -> None:
        began, index = time.monotonic(), 0
        while not self._stop.is_set():
            there, image = self._capture.read()
            if not there:
                self._latest.fail(MissingError(f"{self.name} gives no more pictures: is it still plugged in?"))
                return
            self._latest.put(Frame(index=index, time=time.monotonic() - began, image=image))
            index += 1

    def __iter__(self) -> Iterator[Frame]:
        while not self._stop.is_set():
            frame = self._latest.take(SILENCE)
            if frame is None:
                raise MissingError(f"{self.name} has given no picture for {SILENCE:.0f} s: is it still plugged in?")
            yield frame

    def close(self) -> None:
        """Stop the thread and free the device."""
        self._stop.set()
        self._thread.join(SILENCE)
        if not self._thread.is_alive():
            self._capture.release()


def cameras_here() -> str:
    """Which cameras this machine has, as a phrase."""
    devices = sorted(str(path) for path in Path("/dev").glob("video*"))
    return f"this machine has {', '.join(devices)}" if devices else "this machine has no camera (no /dev/video*)"
