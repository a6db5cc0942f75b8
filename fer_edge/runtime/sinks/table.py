"""A table for a spreadsheet: who was seen in which minute, for how long, with which expression."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fer_edge.runtime.sinks.columns import as_csv, begin, has_header, put_aside
from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.sinks.lines import RevisedLines
from fer_edge.runtime.types import Face, Frame, Report

FIXED = ("minute", "start", "track", "seconds")
"""The first columns, before those of the expressions."""

REVISED = 0.5
"""Seconds after which the running minute is written again: what a kill can cost."""

WAITING = 1000
"""Minutes kept for a disk that has no room; then the oldest are lost."""


@dataclass
class _Seen:
    """One person in one minute. confidence: the sum of its frames'."""

    seconds: dict[str, float]
    confidence: float = 0.0
    frames: int = 0


class MinuteTable:
    """Write a CSV to `path`: a row per minute and person; the running minute's grow. labels: the expressions.

    Columns: minute (from 0, of the source's time), start (local time at which its first frame was read), track,
    seconds (seen), one per expression (seconds), confidence (mean). now: the local time. A table with these columns
    is gone on with, and the minutes go on after its last; one of other expressions is put aside. report: told of
    both. Raises UsageError when the file cannot be written or holds something else.
    """

    name = "table"

    def __init__(
        self,
        path: Path,
        labels: tuple[str, ...],
        now: Callable[[], datetime] = datetime.now,
        report: Report = lambda text: None,
    ) -> None:
        self._labels, self._now, self._interval = labels, now, FrameInterval()
        self._minute, self._start, self._due = -1, "", 0.0
        self._seen: dict[int, _Seen] = {}
        self._waiting: deque[bytes] = deque(maxlen=WAITING)
        header = as_csv([[*FIXED, *labels, "confidence"]])
        put_aside(Path(path), header, FIXED, report)
        self._lines = RevisedLines(str(path), has_header(header), report)
        self._before = _last_minute(self._lines.last) + 1
        begin(self._lines, header)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Count a frame, and write the minute before when it is the first of the next."""
        seconds, minute = self._interval.until(frame), int(frame.time // 60)
        if minute != self._minute:
            self._end_minute()
            self._minute, self._start = minute, self._now().astimezone().isoformat(timespec="seconds")
            self._due = frame.time + REVISED
        for face in faces:
            seen = self._seen.setdefault(face.track, _Seen(dict.fromkeys(self._labels, 0.0)))
            seen.seconds[face.label] += seconds
            seen.confidence += face.confidence
            seen.frames += 1
        self._flush()
        if frame.time >= self._due:
            self._due = frame.time + REVISED
            self._lines.show(self._rows())

    def close(self) -> None:
        """Write the running minute too."""
        self._end_minute()
        try:
            self._flush()
        finally:
            self._lines.close()

    def _end_minute(self) -> None:
        if self._seen:
            self._waiting.append(self._rows())
        self._seen = {}

    def _rows(self) -> bytes:
        return as_csv([self._row(track, seen) for track, seen in sorted(self._seen.items())])

    def _row(self, track: int, seen: _Seen) -> list[str]:
        each = [f"{seconds:.2f}" for seconds in seen.seconds.values()]
        total, mean = sum(seen.seconds.values()), seen.confidence / seen.frames
        return [str(self._before + self._minute), self._start, str(track), f"{total:.2f}", *each, f"{mean:.3f}"]

    def _flush(self) -> None:
        while self._waiting:
            self._lines.append(self._waiting[0])
            self._waiting.popleft()


def _last_minute(row: bytes) -> int:
    """The minute of a table's last row; -1 where it has none but its header."""
    minute = row.partition(b",")[0]
    return int(minute) if minute.isdigit() else -1
