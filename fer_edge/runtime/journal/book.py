"""Writing a journal's lines: into the day's file, while it has room, and told what found none."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.journal.folder import (
    FILE_BYTES,
    day_files,
    day_of,
    forget_old_days,
    make_private,
    open_day,
)
from fer_edge.runtime.journal.records import LINE_BYTES, TEXT, LeftOut, Line, from_bytes, stamped, to_bytes
from fer_edge.runtime.sinks.lines import RevisedLines
from fer_edge.system.clocks import Moment
from fer_edge.system.untrusted import read_file
from fer_edge.system.writing.locks import is_free


class DayBook:
    """The journal in `folder`. before: the last line of the run before, None where none was found.

    Raises FerEdgeError when it cannot be written.
    """

    def __init__(self, folder: Path, at: Moment) -> None:
        make_private(folder)
        self._folder, self._day = folder, ""
        self._lines: RevisedLines | None = None
        self._left: Line | None = None
        self.turn(at)
        assert self._lines is not None
        self.before: Line | None = _line(self._lines.last) or _last_of_others(folder)

    @property
    def thrifty(self) -> bool:
        """Half of the day's room is taken: what is left is for runs that last."""
        return self._lines is not None and self._lines.size > FILE_BYTES / 2

    def turn(self, at: Moment) -> bool:
        """Begin a new file where the day is another one; whether it did. Raises FerEdgeError."""
        day = day_of(at.wall)
        if day == self._day and self._lines is not None:
            return False
        self.close()
        try:
            self._lines = open_day(self._folder, day)
            forget_old_days(self._folder)
        except OSError as error:
            raise FerEdgeError(f"cannot write to {self._folder}: {error.strerror or error}") from error
        self._day, last = day, _line(self._lines.last)
        self._left = last if last and last.left else None
        if self._left:
            self._lines.revise_last()
        return True

    def write(self, final: Sequence[Line], running: Line | None = None) -> None:
        """Add lines, and below them one that the next call writes over. Raises FerEdgeError when there is no room."""
        assert self._lines is not None
        left = [self._left] if self._left else []
        lines = b"".join(map(to_bytes, [*left, *final]))
        shown = b"" if running is None else to_bytes(running)
        if self._lines.size + len(lines) + len(shown) > FILE_BYTES - LINE_BYTES:
            if final:
                self.leave_out(final[-1], lines=len(final))
            return
        if final:
            self._lines.append(lines)
            self._left, lines = None, b""
        self._lines.show(lines + shown)

    def leave_out(self, line: Line, runs: int = 0, lines: int = 0, text: str = "") -> None:
        """Count what is not written, in place of the line that counted it so far. line: the last of it."""
        if self._lines is None:
            return
        known = self._left.left if self._left and self._left.left else LeftOut()
        left = LeftOut(runs=max(known.runs + runs, 0), lines=known.lines + lines, text=text[:TEXT] or known.text)
        if not (left.runs or left.lines):
            self._left = None
            self._lines.show(b"")
            return
        first = self._left or stamped(line.run, line.moment, left=left)
        self._left = replace(first, left=left)
        self._lines.show(to_bytes(self._left))

    def close(self) -> None:
        """Free the file; safe to call twice."""
        if self._lines is not None:
            self._lines.close()
            self._lines = None


def _line(content: bytes) -> Line | None:
    """The line, or None where it is none."""
    try:
        return from_bytes(content)
    except ValueError:
        return None


def _last_of_others(folder: Path) -> Line | None:
    """The last line in a folder whose newest file was just begun."""
    lasts = []
    for file in day_files(folder)[-5:-1]:
        with suppress(OSError):
            if is_free(file.path):
                lasts.append(_line(read_file(file.path, 2 * FILE_BYTES).rstrip(b"\n").rpartition(b"\n")[2]))
    return max((line for line in lasts if line), key=lambda line: line.wall, default=None)
