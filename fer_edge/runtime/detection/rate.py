"""How often faces are searched for: less often when frames take too long for the frame rate, else more often."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LEAST, MOST = 0.25, 4.0
"""Bounds of interval_scale."""

SHARE = 0.8
"""Of a frame's time, what finding and reading faces may take; the rest is for decoding and the sinks."""

ROOM = 0.7
"""Below this share of the budget there is room; between it and the whole nothing changes, so it does not swing."""

SLOWER, FASTER = 1.1, 0.95
NEWEST = 0.1
"""Weight of the newest frame in the mean: one search of a whole frame alone is no reason to slow down."""


class RateController:
    """Keeps the work within a frame's time. fps: frames per second asked for, 0: as many as come. clock: seconds.

    interval_scale: by how much every interval between searches is stretched.
    """

    def __init__(self, fps: float = 0.0, clock: Callable[[], float] = time.perf_counter) -> None:
        self._budget, self._clock = SHARE / fps if fps else 0.0, clock
        self._work: float | None = None
        self.interval_scale = 1.0

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Time the block as one frame's work, and adapt interval_scale to it."""
        began = self._clock()
        yield
        if not self._budget:
            return
        spent = self._clock() - began
        self._work = spent if self._work is None else self._work + NEWEST * (spent - self._work)
        if self._work > self._budget:
            self.interval_scale = min(self.interval_scale * SLOWER, MOST)
        elif self._work < self._budget * ROOM:
            self.interval_scale = max(self.interval_scale * FASTER, LEAST)

    @property
    def overloaded(self) -> bool:
        """Whether searching as seldom as allowed is not enough: something else has to give."""
        return self.interval_scale >= MOST
