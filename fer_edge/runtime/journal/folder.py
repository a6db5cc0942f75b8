"""A journal's folder: a file a day and a run at the same time, in the order in which they were begun.

The number in a file's name gives the order, not the day: a clock may be set back by years.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, takewhile
from pathlib import Path

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.lines import RevisedLines
from fer_edge.system.files import state_folder
from fer_edge.system.writing.locks import is_free

NAME = re.compile(r"(?P<number>\d{6}|[1-8]\d{6,8})_(?P<day>\d{4}-\d\d-\d\d)\.jsonl")

SLOTS, DAYS = 4, 14
"""Files of one day: so many runs may write at once. Days that are kept."""

FILE_BYTES = 250_000
"""Of one file: with all SLOTS a day takes a megabyte at the most."""

ENTRIES = 10_000
"""Names of a folder that are looked at; a journal has not a hundred."""


@dataclass(frozen=True, kw_only=True)
class DayFile:
    """One file of a journal. number: its place in the order. day: in UTC, by the clock of its first line."""

    path: Path
    number: int
    day: str


def journal_folder() -> Path:
    """Where a run of this user writes its journal, where no other folder is named."""
    return state_folder() / "journal"


def day_of(wall: float) -> str:
    """The day of a wall clock's seconds, in UTC."""
    return datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%d")


def day_files(folder: Path) -> list[DayFile]:
    """A journal's files in their order; links, pipes and other names are none. Raises OSError."""
    found = []
    with os.scandir(folder) as entries:
        for entry in islice(entries, ENTRIES):
            match = NAME.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False):
                found.append(DayFile(path=Path(entry.path), number=int(match["number"]), day=match["day"]))
    return sorted(found, key=lambda file: file.number)


def open_day(folder: Path, day: str) -> RevisedLines:
    """A file for the lines of a day that no other run writes: one to go on with, else a new one.

    Raises UsageError when SLOTS runs are writing already, or the folder cannot be written to.
    """
    fault = UsageError(f"{SLOTS} runs are writing a journal in {folder} already")
    for _ in range(SLOTS):  # Another run may be making the file of the same number.
        files = day_files(folder)
        same = [file for file in files if file.day == day]
        newest = list(takewhile(lambda file: file.day == day, reversed(files)))
        # Lines belong after all that are older: so the day's files from before a clock was set come last.
        for file in [*reversed(newest), *same[: len(same) - len(newest)]] if len(same) >= SLOTS else newest[::-1]:
            with suppress(UsageError):
                return RevisedLines(str(file.path), lambda first, last: True)
        if len(same) >= SLOTS:
            raise fault
        number = files[-1].number + 1 if files else 1
        try:
            return RevisedLines(str(folder / f"{number:06d}_{day}.jsonl"), lambda first, last: True)
        except UsageError as error:
            fault = error
    raise fault


def forget_old_days(folder: Path) -> None:
    """Remove the files of all but the last DAYS days that there are; what cannot be removed stays."""
    files = day_files(folder)
    days = list(dict.fromkeys(file.day for file in reversed(files)))
    for file in files:
        if file.day in days[DAYS:] and is_free(file.path):
            with suppress(OSError):
                file.path.unlink()


def make_private(folder: Path) -> None:
    """Make the folder, for its user's eyes alone. Raises FerEdgeError when it cannot be written to."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FerEdgeError(f"cannot make {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FerEdgeError(f"cannot write to {folder}: it is read-only, or another user's")
