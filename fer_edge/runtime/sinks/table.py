"""A table for a spreadsheet: who was seen in which minute, for how long, with which expression."""

import csv
import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.sinks.lines import WholeLines
from fer_edge.runtime.types import Face, Frame

WAITING = 1000
"""Minutes kept for a disk that has no room; then the oldest are lost."""


@dataclass
class _Seen:
    """One person in one minute. confidence: the sum of its frames'."""

    seconds: dict[str, float]
    confidence: float = 0.0
    frames: int = 0


class MinuteTable:
    """Write a CSV to `path`: a row per minute and person, once the minute is over. labels: the expressions.

    Columns: minute (from 0, of the source's time), start (local time at which its first frame was read), track,
    seconds (seen), one per expression (seconds), confidence (mean). now: the local time.
    """

    name = "table"

    def __init__(self, path: Path, labels: tuple[str, ...], now: Callable[[], datetime] = datetime.now) -> None:
        self._labels, self._now, self._interval = labels, now, FrameInterval()
        self._minute, self._start = -1, ""
        self._seen: dict[int, _Seen] = {}
        self._waiting: deque[bytes] = deque(maxlen=WAITING)
        self._lines = WholeLines(str(path))
        try:
            self._lines.append(_csv([["minute", "start", "track", "seconds", *labels, "confidence"]]))
        except FerEdgeError:
            self._lines.close()
            raise

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Count a frame, and write the minute before when it is the first of the next."""
        seconds, minute = self._interval.until(frame), int(frame.time // 60)
        if minute != self._minute:
            self._end_minute()
            self._minute, self._start = minute, self._now().astimezone().isoformat(timespec="seconds")
        for face in faces:
            seen = self._seen.setdefault(face.track, _Seen(dict.fromkeys(self._labels, 0.0)))
            seen.seconds[face.label] += seconds
            seen.confidence += face.confidence
            seen.frames += 1
        self._flush()

    def close(self) -> None:
        """Write the running minute too."""
        self._end_minute()
        try:
            self._flush()
        finally:
            self._lines.close()

    def _end_minute(self) -> None:
        if self._seen:
            self._waiting.append(_csv([self._row(track, seen) for track, seen in sorted(self._seen.items())]))
        self._seen = {}

    def _row(self, track: int, seen: _Seen) -> list[str]:
        each = [f"{seconds:.2f}" for seconds in seen.seconds.values()]
        total, mean = sum(seen.seconds.values()), seen.confidence / seen.frames
        return [str(self._minute), self._start, str(track), f"{total:.2f}", *each, f"{mean:.3f}"]

    def _flush(self) -> None:
        while self._waiting:
            self._lines.append(self._waiting[0])
            self._waiting.popleft()


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
