"""Sources for tests: frames out of a list, and a camera that a test can unplug, freeze and block."""

import threading
import time
from collections.abc import Iterator

import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.types import Frame, SourceCounts


class FakeSource:
    """Gives the frames of a list, None included, then ends."""

    def __init__(self, frames: list[Frame | None], live: bool = False, fps: float = 25.0) -> None:
        self.name, self.fps, self.live, self.counts = "fake", fps, live, SourceCounts()
        self._frames, self.closed = frames, False

    def __iter__(self) -> Iterator[Frame | None]:
        yield from self._frames

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


LONGEST = 30.0
"""Seconds for which a blocked read waits at the most, should its test forget it."""


class FakeDevice:
    """A camera to break and repair from a test: `open` is an opener. opened, released, pictures: how often, how many.

    there: can be opened and read. moving: else it shows its last picture for ever. blocked: an event that reads which
    begin meanwhile wait for, as in a driver; None: they do not. held: reads that wait so. torn: so many reads fail.
    """

    def __init__(self, fps: float = 100.0) -> None:
        self.fps = fps
        self.there, self.moving = True, True
        self.blocked: threading.Event | None = None
        self.torn = self.shown = self.held = 0
        self.opened = self.released = self.pictures = 0

    def open(self) -> "FakeCapture":
        """A capture of this device. Raises MissingError while it is not there."""
        if not self.there:
            raise MissingError("no such camera: plug it in")
        self.opened += 1
        return FakeCapture(self)


class FakeCapture:
    """Reads a FakeDevice: a ramp of shades; its first pixels hold the picture's number and that of the opening."""

    def __init__(self, device: FakeDevice) -> None:
        self.fps, self._device, self._opening = device.fps, device, device.opened

    def read(self) -> np.ndarray | None:
        """The next picture, uint8 [48, 64, 3]; None while the device is not there."""
        device = self._device
        blocked = device.blocked
        if blocked is None:
            time.sleep(1 / device.fps)
        else:
            device.held += 1
            blocked.wait(LONGEST)
            device.held -= 1
        if not device.there:
            return None
        if device.torn:
            device.torn -= 1
            return None
        if device.moving:
            device.pictures, device.shown = device.pictures + 1, self._opening
        image = np.repeat(np.linspace(0, 255, 64, dtype=np.uint8)[None, :, None], 48, 0).repeat(3, 2)
        image[0, 0] = device.pictures % 251
        image[0, 1] = device.shown
        return image

    def release(self) -> None:
        """Count it."""
        self._device.released += 1
