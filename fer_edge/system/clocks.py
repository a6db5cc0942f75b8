"""Clocks that everyone shares."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Linux writes another one each time the machine starts."""


class Moment(NamedTuple):
    """A point in time that stays in order when the clock is set, as on boards without a battery.

    wall: seconds since 1970, as the clock says. steady: seconds that only grow, until the machine starts anew, which
    `boot` tells; "" where it cannot be told.
    """

    wall: float
    steady: float
    boot: str


def moment() -> Moment:
    """Now."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)  # Goes on while the machine sleeps.
    steady = time.monotonic() if boottime is None else time.clock_gettime(boottime)
    return Moment(time.time(), steady, _boot())


@cache
def _boot() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()[:13]
    except (OSError, ValueError):
        return ""


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


class TypicalInterval:
    """How far apart frames usually are: the lower median of the last `kept` gaps, so that one long one changes nothing.

    seconds: what is known before the first frame, 0: nothing.
    """

    def __init__(self, seconds: float = 0.0, kept: int = 5) -> None:
        self._gaps: deque[float] = deque([seconds] if seconds else [], maxlen=kept)
        self._last: float | None = None

    @property
    def seconds(self) -> float:
        """0 while nothing is known."""
        return sorted(self._gaps)[(len(self._gaps) - 1) // 2] if self._gaps else 0.0

    def update(self, time: float) -> float:
        """Take the time of a frame, seconds, and return `seconds`."""
        if self._last is not None and time > self._last:  # A clock that went back began anew.
            self._gaps.append(time - self._last)
        self._last = time
        return self.seconds


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
