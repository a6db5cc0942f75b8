"""How often a face is classified: smoothing averages over so long that not every frame of a camera counts."""

READ_EVERY = 0.05
"""Seconds between two readings: every second frame of a camera, every frame of a slow one. Measured on the clip, 99.6 %
of the frames and more keep their label, and at every third frame 96.8 %."""

MOST_STRETCHED = 2.0
"""How far the interval is stretched at the most: smoothing needs some readings."""


class ReadingPace:
    """Says in which frames faces are read. paced: false, in every one."""

    def __init__(self, paced: bool = True) -> None:
        self._every = READ_EVERY if paced else 0.0
        self._last = -float("inf")

    def due(self, time: float, interval_scale: float = 1.0) -> bool:
        """Whether faces are read at `time` (seconds). interval_scale: by how much the interval is stretched."""
        if 0 <= time - self._last < self._every * min(interval_scale, MOST_STRETCHED):  # A clock that went back: new.
            return False
        self._last = time
        return True
