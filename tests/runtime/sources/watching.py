"""Follow a live source from a test, with a limit to every wait."""

import time
from collections.abc import Callable

from fer_edge.runtime.sources.live import LiveSource


class Watching:
    """Iterates over a source as the loop does, and keeps the frames that came. slowest: turn, seconds."""

    def __init__(self, source: LiveSource):
        self.source, self.frames, self.slowest = source, [], 0.0
        self._turns = iter(source)

    def until(self, done: Callable[[], bool], seconds: float = 8.0) -> float:
        """Go on until `done`; seconds that it took. Raises TimeoutError."""
        began = time.monotonic()
        while not done():
            turn = time.monotonic()
            if turn - began > seconds:
                raise TimeoutError(f"not within {seconds} s")
            frame = next(self._turns)
            self.slowest = max(self.slowest, time.monotonic() - turn)
            if frame is not None:
                self.frames.append(frame)
        return time.monotonic() - began

    def more(self, count: int = 1, seconds: float = 8.0) -> float:
        """Go on until so many more frames came; seconds that it took."""
        goal = len(self.frames) + count
        return self.until(lambda: len(self.frames) >= goal, seconds)
