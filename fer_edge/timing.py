"""Clocks that everyone shares."""

import time
from collections import deque
from collections.abc import Callable


class Meter:
    """Frames per second over the last ticks. clock: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, window: int = 30):
        self._clock = clock
        self._ticks: deque[float] = deque(maxlen=window)

    def tick(self) -> None:
        """Count one frame."""
        self._ticks.append(self._clock())

    @property
    def fps(self) -> float:
        """Intervals (one less than ticks) over the time they span; 0 before the second tick."""
        if len(self._ticks) < 2:
            return 0.0
        span = self._ticks[-1] - self._ticks[0]
        return (len(self._ticks) - 1) / span if span > 0 else 0.0
