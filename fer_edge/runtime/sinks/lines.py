"""A file of whole lines: what is in it can be read, whatever happened to the disk or the process."""

import os
import stat
import sys
from itertools import pairwise

from fer_edge.errors import FerEdgeError, UsageError

KEPT = 5
"""Files kept beside the one that is being written, where it is rotated."""

FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class WholeLines:
    """Write lines to the file `target`, in place of what it held, or to stdout where it is "-".

    rotate_bytes: size at which the file becomes `target`.1, the one before .2, and so on; 0: it grows for ever.
    Nothing is buffered here: a process that is killed loses no line it has written. Only a kill within the
    microsecond of a write that crosses a page of memory can cut its last line: Linux gives up between pages.
    """

    def __init__(self, target: str, rotate_bytes: int = 0) -> None:
        self._name = "stdout" if target == "-" else target
        self._target, self._rotate_bytes = target, 0 if target == "-" else rotate_bytes
        try:
            self._file: int | None = self._open(os.O_TRUNC)
        except OSError as error:
            raise UsageError(f"cannot write {self._name}: {error.strerror or error}; name another file") from error

    def append(self, lines: bytes) -> None:
        """Add one or more lines in one step: all of them, or none and a FerEdgeError.

        Raises BrokenPipeError when the reader of a pipe has gone.
        """
        try:
            if self._file is None:  # The last rotation came no further.
                self._file = self._open()
            if self._size and self._rotate_bytes and self._size + len(lines) > self._rotate_bytes:
                self._file = self._rotate(self._file)
            _write_whole(self._file, lines)
            self._size += len(lines)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise FerEdgeError(
                f"cannot write {self._name}: {error.strerror or error}; make room or name another file"
            ) from error

    def close(self) -> None:
        """Free the file; stdout itself stays open."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self, flags: int = 0) -> int:
        if self._target == "-":
            sys.stdout.flush()
            file = os.dup(sys.stdout.fileno())
        else:
            file = os.open(self._target, FLAGS | flags, 0o666)
        self._size = os.fstat(file).st_size
        return file

    def _rotate(self, file: int) -> int:
        self._file = None
        os.close(file)
        names = [self._target, *(f"{self._target}.{number}" for number in range(1, KEPT + 1))]
        for newer, older in reversed(list(pairwise(names))):
            if os.path.exists(newer):
                os.replace(newer, older)
        return self._open()


def _write_whole(file: int, lines: bytes) -> None:
    """Write past every buffer; when the disk fills in the middle of a line, take the beginning back."""
    done = 0
    try:
        while done < len(lines):
            done += os.write(file, lines[done:])
    finally:
        if 0 < done < len(lines) and stat.S_ISREG(os.fstat(file).st_mode):
            os.ftruncate(file, os.lseek(file, -done, os.SEEK_CUR))
