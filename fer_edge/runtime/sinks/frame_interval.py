"""How long a frame lasts, for whoever adds up seconds."""

from fer_edge.runtime.types import Frame

LONGEST = 1.0
"""Seconds. A longer gap is a source that was away, and nobody was seen in it."""


class FrameInterval:
    """Seconds from the frame before to this one."""

    def __init__(self) -> None:
        self._last: float | None = None

    def until(self, frame: Frame) -> float:
        """0 for the first frame; not more than LONGEST."""
        last, self._last = self._last, frame.time
        return 0.0 if last is None else min(max(frame.time - last, 0.0), LONGEST)
