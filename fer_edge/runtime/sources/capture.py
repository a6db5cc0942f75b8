"""One opened device or stream, read in a thread of its own that can be left behind."""

import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np

FAILURES = 5
"""Failed reads in succession that mean the end; fewer are damaged pictures, as a webcam's torn JPEG."""

PAUSE = 0.02
"""Seconds after a failed read: a source that is gone fails at once, for ever."""


class Capture(Protocol):
    """Something opened that gives pictures. fps: frames per second it promises, 0 when unknown."""

    fps: float

    def read(self) -> np.ndarray | None:
        """The next picture, uint8 [H, W, 3], BGR, in an array of its own; None when it failed. May block."""

    def release(self) -> None:
        """Free the device; called once, by the thread that read."""


Opener = Callable[[], Capture]
"""Opens a device or stream; may block. Raises MissingError when it is not there."""


class CaptureThread:
    """Opens a capture, reads it until it ends or is abandoned, and releases it, all in one daemon thread.

    Nobody can end a thread that is blocked in a driver. So it is abandoned instead: it is not waited for, what it
    still delivers is for the receiver to ignore, and it frees its own capture whenever the driver lets go of it.

    deliver: is called in that thread with each picture and the number of failed reads before it.
    decided: set after the first picture, or at the end if there is none. fps: as the capture promises.
    ended: no picture will come any more. error: why, if an exception was the reason.
    """

    def __init__(self, opener: Opener, deliver: Callable[["CaptureThread", np.ndarray, int], None]) -> None:
        self._opener, self._deliver = opener, deliver
        self._abandoned, self.decided = threading.Event(), threading.Event()
        self.fps, self.ended = 0.0, False
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    def start(self) -> None:
        """Begin to open and read."""
        self._thread.start()

    def abandon(self) -> None:
        """Want no more pictures."""
        self._abandoned.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread's end, so long at the most; whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            capture = self._opener()
            try:
                self.fps = capture.fps
                self._read(capture)
            finally:
                capture.release()
        except Exception as error:  # noqa: BLE001  # The loop raises it, or tries again; here nobody would see it.
            self.error = error
        self.ended = True
        self.decided.set()

    def _read(self, capture: Capture) -> None:
        failures = 0
        while failures < FAILURES and not self._abandoned.is_set():
            image = capture.read()
            if image is None:
                failures += 1
                self._abandoned.wait(PAUSE)
                continue
            self._deliver(self, image, failures)
            self.decided.set()
            failures = 0
