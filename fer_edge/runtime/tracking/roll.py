"""How far each person's head is turned, over time: read at once, then seldom while it is still and often while not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SETTLED_EVERY, STILL_EVERY, MOVING_EVERY = 1.0, 0.5, 0.08
"""Seconds between two readings of a head that was still twice in succession, of one that was once or is upright, and of
one that turns: a reading costs as much as a search of the whole frame."""

STILL = 6.0
"""Degrees by which two readings of a head that is still may differ."""

UPRIGHT = 12.0
"""Degrees below which a head that moves need not be followed yet: it is cut as it is."""

JUMP = 45.0
"""Degrees by which no head turns between two readings: the eyes are others, or none."""

CALM = 0.3
"""Share of the difference from the last reading that is not believed, as of boxes."""

FORGET_AFTER = 10.0
"""Seconds after which someone who is not read any more is forgotten."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is known at `time`, seconds. degrees: clockwise, not a number where unknown. still: how many readings in
    succession were as the one before; 1 also of an upright head that moved.
    """

    time: float
    degrees: float
    still: int


class RollFollower:
    """The smoothed roll of each track, and whose has to be read again."""

    def __init__(self) -> None:
        self._past: dict[int, Reading] = {}

    def due(self, time: float, tracks: Sequence[int], interval_scale: float = 1.0) -> list[int]:
        """Places in `tracks` of those to be read at `time` (seconds): newcomers, and of the others who waits longest.

        interval_scale: by how much the intervals are stretched.
        """
        new = [at for at, track in enumerate(tracks) if track not in self._past]
        late = {at: self._late(time, track, interval_scale) for at, track in enumerate(tracks) if track in self._past}
        longest = max(late, key=lambda at: late[at], default=None)
        return new if longest is None or late[longest] < 0 else [*new, longest]

    def _late(self, time: float, track: int, interval_scale: float) -> float:
        """Seconds for which a reading is due; below 0: it is not."""
        past = self._past[track]
        gone = time - past.time
        every = (MOVING_EVERY, STILL_EVERY, SETTLED_EVERY)[min(past.still, 2)] * interval_scale
        return gone - every if gone >= 0 else 0.0  # A clock that went back began anew.

    def last(self, track: int) -> float:
        """Degrees by which a track's face is turned clockwise; not a number where unknown."""
        past = self._past.get(track)
        return math.nan if past is None else past.degrees

    def expected(self, track: int) -> float:
        """The same, 0 where unknown."""
        last = self.last(track)
        return 0.0 if math.isnan(last) else last

    def update(self, time: float, track: int, degrees: float) -> None:
        """Take a reading at `time` (seconds); not a number: no eyes were seen.

        One that jumps is not believed, and leaves the roll unknown: the next one is taken as it is.
        """
        self._past = {key: past for key, past in self._past.items() if abs(time - past.time) <= FORGET_AFTER}
        last = self.last(track)
        step = wrapped(degrees - last)
        if math.isnan(step):
            still, upright = track in self._past and math.isnan(degrees) and math.isnan(last), False
        else:
            still, upright = abs(step) <= STILL, max(abs(last), abs(degrees)) < UPRIGHT
            degrees = math.nan if abs(step) > JUMP else wrapped(last + (1 - CALM) * step)
        times = self._past[track].still + 1 if still else int(upright)
        self._past[track] = Reading(time=time, degrees=degrees, still=times)


def wrapped(degrees: float) -> float:
    """The same direction, from -180 to below 180 degrees."""
    return (degrees + 180) % 360 - 180
