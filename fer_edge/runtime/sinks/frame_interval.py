"""How long a frame lasts, for whoever adds up seconds."""

from fer_edge.runtime.types import Frame
from fer_edge.system.clocks import TypicalInterval

LONGEST, LONGEST_FRAMES = 1.0, 1.5
"""Seconds, or usual intervals where frames are farther apart. A longer gap is a source that was away, and nobody was
seen in it."""


class FrameInterval:
    """Seconds from the frame before to this one."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._usual = TypicalInterval()
        self._owed = self._first = 0.0

    def until(self, frame: Frame) -> float:
        """0 for the first frame; not more than LONGEST, or LONGEST_FRAMES usual intervals.

        Whether frames are that far apart the second gap tells: what the first one was cut short by is added then.
        """
        last, self._last = self._last, frame.time
        gap = 0.0 if last is None else max(frame.time - last, 0.0)
        usual = self._usual.seconds
        self._usual.update(frame.time)
        counted = min(gap, max(LONGEST, LONGEST_FRAMES * usual))
        if last is None:
            return 0.0
        if not usual:
            self._first, self._owed = gap, gap - counted
            return counted
        owed, self._owed = self._owed, 0.0
        return counted + (owed if gap * 2 >= self._first else 0.0)
