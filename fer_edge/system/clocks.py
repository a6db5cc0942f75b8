"""Clocks that everyone shares."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Meter:
    """Frames per second over the last ticks. clock: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, window: int = 30) -> None:
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


class Stages:
    """Seconds that each named stage of a loop took, of the last `kept` times: so a long run stays small."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter, kept: int = 1000) -> None:
        self._clock, self._kept = clock, kept
        self.seconds: dict[str, deque[float]] = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Time the block as one stage."""
        began = self._clock()
        yield
        self.seconds.setdefault(name, deque(maxlen=self._kept)).append(self._clock() - began)
