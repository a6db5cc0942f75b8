"""The header of a CSV: which files may be gone on with, and which are put aside."""

import csv
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.lines import RevisedLines, WholeLines
from fer_edge.runtime.types import Report
from fer_edge.system.files import free_path
from fer_edge.system.writing.locks import open_locked


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The lines of a CSV, UTF-8; what is no text, as a file's name need not be, is escaped."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="backslashreplace")


def has_header(header: bytes) -> Callable[[bytes, bytes], bool]:
    """Of a file's first and last whole line: whether it begins with `header`, whole or, if alone, cut by a kill."""
    return lambda first, last: first + b"\n" == header or (not last and first != b"" and header.startswith(first))


def begin(lines: WholeLines | RevisedLines, header: bytes) -> None:
    """Write the header, unless the table goes on. Raises FerEdgeError, with the file closed, when there is no room."""
    if lines.last:
        return
    try:
        lines.append(header)
    except FerEdgeError:
        lines.close()
        raise


def put_aside(path: Path, header: bytes, fixed: Sequence[str], report: Report) -> None:
    """Give a table that begins with the `fixed` columns but has others than `header` another name, and tell.

    Raises UsageError when another run has it.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        first = file.readline(len(header) + 65_536)
    if header.startswith(first) or not first.startswith(",".join(fixed).encode() + b","):
        return
    lock = open_locked(path)
    if lock is None:
        raise UsageError(f"{path} is being written by another run: stop that one, or name another file")
    older = free_path(path)
    path.rename(older)
    os.close(lock)
    report(f"{path} has other columns: it is now {older}, and a new one begins")
