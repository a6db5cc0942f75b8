"""What was expressed in each of the last seconds, so that who comes late sees how it came to be."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fer_edge.runtime.types import Face

SECONDS = 600


@dataclass(kw_only=True)
class _Second:
    """Sums over the frames of one second. number: which, from the start."""

    number: int
    shares: np.ndarray
    faces: int = 0
    frames: int = 0


class RecentExpressions:
    """The last ten minutes, second by second. classes: how many labels. clock: seconds, monotonic; any thread."""

    def __init__(self, classes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._classes, self._clock, self._began = classes, clock, clock()
        self._seconds: deque[_Second] = deque(maxlen=SECONDS)
        self._lock = threading.Lock()

    @property
    def now(self) -> int:
        """The number of the second that is running."""
        return int(self._clock() - self._began)

    def add(self, faces: list[Face]) -> None:
        """Count one frame."""
        number = self.now
        with self._lock:
            if not self._seconds or self._seconds[-1].number != number:
                self._seconds.append(_Second(number=number, shares=np.zeros(self._classes)))
            second = self._seconds[-1]
            second.frames += 1
            second.faces += len(faces)
            for face in faces:
                second.shares += face.probabilities

    def since(self, number: int) -> list[tuple[int, float, list[float]]]:
        """The finished seconds from `number` on that had frames: number, faces per frame, mean probabilities [C]."""
        now = self.now
        with self._lock:  # The running second alone can still change, and it stays out.
            wanted = [s for s in self._seconds if max(number, now - SECONDS) <= s.number < now]
        return [
            (s.number, round(s.faces / s.frames, 2), (s.shares / max(s.faces, 1)).round(3).tolist()) for s in wanted
        ]
