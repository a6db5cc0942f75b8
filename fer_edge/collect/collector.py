"""What the page's keys do: a take is stored for as long as one is held."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fer_edge.collect.cutting import FaceCutter
from fer_edge.collect.takes import Take, Takes
from fer_edge.errors import UsageError

LEASE = 1.5
"""Seconds after which a key counts as let go though nobody said so: a phone may lose its network with it held."""


AT_ONCE = 3.0
"""Seconds after a take within which the next one of the same label shows the same moment."""


@dataclass(kw_only=True)
class Press:
    """A key that is held. until: its lease, seconds. next: when the next face is due. seen: a frame has come since."""

    number: int
    take: Take
    until: float
    next: float
    seen: bool = False
    released: bool = False


class Collector:
    """Stores the faces of frames while a key is held; every method from any thread.

    rate: faces a second. clock: seconds, monotonic.
    """

    def __init__(
        self, takes: Takes, cutter: FaceCutter, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._takes, self._cutter, self._step, self._clock = takes, cutter, 1 / rate, clock
        self._lock = threading.Lock()
        self._press: Press | None = None
        self._last, self._stored = "", float("-inf")

    def press(self, label: str) -> int:
        """A key is pressed; what was held until now is let go. Returns the take's number. Raises UsageError."""
        if label not in self._takes.labels:
            raise UsageError(f"no label {label[:60]!r}: there are {', '.join(self._takes.labels)}")
        with self._lock:
            now = self._clock()
            number, take = self._takes.begin(label, again=now - self._stored < AT_ONCE)
            self._press = Press(number=number, take=take, until=now + LEASE, next=now)
            return number

    def hold(self, number: int) -> None:
        """The key of this take is still held."""
        with self._lock:
            if self._press is not None and self._press.number == number:
                self._press.until = self._clock() + LEASE

    def release(self, number: int) -> None:
        """The key of this take is let go; one that was only tapped stores the next frame."""
        with self._lock:
            if self._press is not None and self._press.number == number:
                self._press.released = True
                self._end_when_over()

    def undo(self) -> None:
        """Delete the newest take."""
        with self._lock:
            self._press = None
            take = self._takes.undo()
            self._last = f"undone: {take.faces} {take.label}" if take else "there is nothing to undo"

    def delete(self) -> None:
        """Delete everything."""
        with self._lock:
            self._press = None
            self._last = f"deleted: {self._takes.delete()} faces"

    def see(self, image: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        """Take a frame's faces if they are due; returns which of the boxes would be taken."""
        chosen = self._cutter.chosen(boxes)
        with self._lock:
            self._end_when_over()
            press, now = self._press, self._clock()
            if press is None or now < press.next:
                return chosen
            press.seen = True
            if len(chosen):
                press.next, self._stored = max(press.next + self._step, now), now
                for face in self._cutter.cut(image, chosen):
                    self._takes.add(press.number, press.take, face)
                self._last = f"{press.take.label}: {press.take.faces} stored, to {WORDS[press.take.split]}"
            self._end_when_over()
            return chosen

    def state(self) -> dict[str, Any]:
        """Plain values for the page: counts by label, the label that is being stored, and what happened last."""
        with self._lock:
            self._end_when_over()
            held = self._press.take.label if self._press else None
            counts, folder = self._takes.counts(), self._takes.root.name
            return {"counts": counts, "held": held, "last": self._last, "folder": folder}

    def _end_when_over(self) -> None:
        press = self._press
        if press is not None and ((press.released and press.seen) or self._clock() > press.until):
            self._press = None


WORDS = {"train": "learn from", "validation": "validate on"}
"""What a split is for."""
