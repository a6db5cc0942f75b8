"""Follow a live source from a test, with a limit to every wait."""

import time
from collections.abc import Callable

from fer_edge.runtime.sources.live import LiveSource
from tests.waiting import Clock

LOST, TURN = 2.0, 0.1
"""Seconds: until a stream that gives nothing is told as lost, and the longest that a turn of the loop is held up."""


class Watching:
    """Takes the turns of a source as the loop does. frames: those that came. slowest: turn, in real seconds.

    clock: the source's, if it is one that is set by hand; then time passes only where a test says so. empty: turns
    without a frame since the last one.
    """

    def __init__(self, source: LiveSource, clock: Clock | None = None):
        self.source, self.clock = source, clock or Clock()
        self.frames, self.slowest, self.empty = [], 0.0, 0
        self._turns = iter(source)

    def turn(self) -> None:
        """One turn of the loop."""
        began = time.monotonic()
        frame = next(self._turns)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.empty = 0 if frame is not None else self.empty + 1
        if frame is not None:
            self.frames.append(frame)

    def until(self, done: Callable[[], bool], seconds: float = 8.0, step: float = 0.0) -> float:
        """Take turns until `done`; the real seconds that it took. step: by which the clock goes on after each turn.

        Raises TimeoutError.
        """
        began = time.monotonic()
        while not done():
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds} s")
            self.turn()
            self.clock.now += step
        return time.monotonic() - began

    def more(self, count: int = 1, seconds: float = 8.0, step: float = 0.0) -> float:
        """Take turns until so many more frames came. step: by which the clock goes on after each frame."""
        began = time.monotonic()
        for _ in range(count):
            goal = len(self.frames) + 1
            self.until(lambda goal=goal: len(self.frames) >= goal, seconds)
            self.clock.now += step
        return time.monotonic() - began
