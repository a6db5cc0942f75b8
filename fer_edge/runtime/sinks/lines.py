"""A file of whole lines: what is in it can be read, whatever happened to the disk or the process."""

import os
import stat
import sys
from collections.abc import Callable
from itertools import pairwise

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.types import Report
from fer_edge.system.writing.locks import open_locked

KEPT = 5
"""Files kept beside the one that is being written, where it is rotated."""

BLOCK, LONGEST = 65_536, 4_000_000
"""Bytes in which a file is searched for its last line from its end; of the longest line that may be found there."""

FLAGS = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
"""Of what is no file: to open a pipe for reading too would hide that nobody else reads."""


def rotated(target: str) -> list[str]:
    """The names that a file has after one rotation, after two, and so on."""
    return [f"{target}.{number}" for number in range(1, KEPT + 1)]


class WholeLines:
    """Write lines to the file `target`, after those it holds, or to stdout where it is "-".

    rotate_bytes: size at which the file becomes `target`.1, the one before .2, and so on; 0: it grows for ever.
    belongs: whether lines may follow in a file, from its first line and its last whole one, both empty where there
    is none. A last line that a kill cut short is taken out. report: told when lines were there already.
    Nothing is buffered here: a process that is killed loses no line it has written. Only a kill within the
    microsecond of a write that crosses a page of memory can cut its last line: Linux gives up between pages.
    Raises UsageError when the file cannot be written, is no file of such lines, or is another process's.
    """

    append_flag = os.O_APPEND
    """Also where another program empties the file, what follows begins at its beginning."""

    def __init__(
        self,
        target: str,
        rotate_bytes: int = 0,
        belongs: Callable[[bytes, bytes], bool] = lambda first, last: True,
        report: Report = lambda text: None,
    ) -> None:
        self._name = "stdout" if target == "-" else target
        self._target, self._rotate_bytes = target, 0 if target == "-" else rotate_bytes
        self.first = self.last = b""
        try:
            self._file: int | None = self._open()
            if self._regular and self._size:
                self._go_on(self._file, belongs, report)
        except OSError as error:
            raise UsageError(f"cannot write {self._name}: {error.strerror or error}; name another file") from error
        except UsageError:
            self.close()
            raise

    def append(self, lines: bytes) -> None:
        """Add one or more lines in one step: all of them, or none and a FerEdgeError.

        Raises BrokenPipeError when the reader of a pipe has gone.
        """
        try:
            if self._file is None:  # The last rotation came no further.
                self._file = self._open()
            if self._size and self._rotate_bytes and self._size + len(lines) > self._rotate_bytes:
                self._file = self._rotate(self._file)
            self._put(self._file, lines)
            self._size += len(lines)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise FerEdgeError(
                f"cannot write {self._name}: {error.strerror or error}; make room or name another file"
            ) from error

    @property
    def size(self) -> int:
        """Bytes of the file's final lines."""
        return self._size

    def close(self) -> None:
        """Free the file; stdout itself stays open."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _put(self, file: int, lines: bytes) -> None:
        _write_whole(file, lines)

    def _open(self) -> int:
        self._file, self._regular = None, False
        if self._target == "-":
            sys.stdout.flush()
            file = os.dup(sys.stdout.fileno())
        elif os.path.exists(self._target) and not os.path.isfile(self._target):
            file = os.open(self._target, FLAGS)
        else:
            file = self._open_file()
        self._size = os.fstat(file).st_size
        return file

    def _open_file(self) -> int:
        file = open_locked(self._target, self.append_flag)
        if file is None:
            raise UsageError(f"{self._target} is being written by another run: stop that one, or name another file")
        self._regular = True
        return file

    def _go_on(self, file: int, belongs: Callable[[bytes, bytes], bool], report: Report) -> None:
        """Look at what is there, and refuse it or take its cut line out."""
        self.first, self.last, whole = _look(file, self._size)
        if whole is None or not belongs(self.first, self.last):
            raise UsageError(f"{self._target} holds something else, which would be spoiled: name another file")
        cut = self._size - whole
        if cut:
            os.ftruncate(file, whole)
        self._size = whole
        report(f"{self._target}: going on after what is there" + (", without its cut last line" if cut else ""))

    def _rotate(self, file: int) -> int:
        self._file = None
        if os.name != "posix":  # Elsewhere a file that is open has to keep its name.
            os.close(file)
        try:
            for newer, older in reversed(list(pairwise([self._target, *rotated(self._target)]))):
                if os.path.exists(newer):
                    os.replace(newer, older)
        finally:
            if os.name == "posix":
                os.close(file)  # Not before: until then no other run takes it.
        return self._open()


class RevisedLines(WholeLines):
    """Whole lines of which the last ones are written anew, each time longer, until they are final.

    A kill or a full disk leaves what was shown last. What is no file gets the final lines alone.
    """

    append_flag = 0

    def __init__(
        self, target: str, belongs: Callable[[bytes, bytes], bool], report: Report = lambda text: None
    ) -> None:
        self._shown = b""
        super().__init__(target, 0, belongs, report)

    def show(self, lines: bytes) -> None:
        """Write lines that are not final, over those shown before. Raises FerEdgeError when there is no room."""
        if self._regular:
            self.append(lines)
            self._size, self._shown = self._size - len(lines), lines

    def revise_last(self) -> None:
        """Take the last whole line that was found in the file for one that is not final yet."""
        if self._regular and self.last:
            self._shown = self.last + b"\n"
            self._size -= len(self._shown)

    def _put(self, file: int, lines: bytes) -> None:
        if not self._regular:
            _write_whole(file, lines)
            return
        self._size = min(self._size, os.fstat(file).st_size)  # Another program may have emptied it.
        try:
            _write_at(file, self._size, lines)
        except OSError:
            _write_at(file, self._size, self._shown)  # Its room is there.
            os.ftruncate(file, self._size + len(self._shown))
            raise
        if len(lines) < len(self._shown):
            os.ftruncate(file, self._size + len(lines))
        self._shown = b""


def _look(file: int, size: int) -> tuple[bytes, bytes, int | None]:
    """The first line and the last whole one, without their ends, and where the last whole one ends.

    None in its place where the last LONGEST bytes are no line.
    """
    os.lseek(file, 0, os.SEEK_SET)
    first = os.read(file, BLOCK).partition(b"\n")[0]
    start, tail = size, b""
    while start and tail.count(b"\n") < 2 and len(tail) < LONGEST:
        step = min(BLOCK, start)
        start -= step
        os.lseek(file, start, os.SEEK_SET)
        tail = os.read(file, step) + tail
    os.lseek(file, 0, os.SEEK_END)
    whole, newline, cut = tail.rpartition(b"\n")
    return first, whole.rpartition(b"\n")[2], size - len(cut) if newline or not start else None


def _write_at(file: int, at: int, lines: bytes) -> None:
    os.lseek(file, at, os.SEEK_SET)
    done = 0
    while done < len(lines):
        done += os.write(file, lines[done:])


def _write_whole(file: int, lines: bytes) -> None:
    """Write past every buffer; when the disk fills in the middle of a line, take the beginning back."""
    done = 0
    try:
        while done < len(lines):
            done += os.write(file, lines[done:])
    finally:
        if 0 < done < len(lines) and stat.S_ISREG(os.fstat(file).st_mode):
            os.ftruncate(file, os.lseek(file, -done, os.SEEK_CUR))
