"""Reading a journal that anything may have happened to: what is no line of ours is counted, and the rest is used."""

import os
from dataclasses import dataclass
from pathlib import Path

from fer_edge.runtime.journal.folder import DAYS, FILE_BYTES, SLOTS, day_files
from fer_edge.runtime.journal.records import Line, from_bytes
from fer_edge.system.untrusted import read_file
from fer_edge.system.writing.locks import is_free


@dataclass(frozen=True, kw_only=True)
class JournalContent:
    """What a journal's folders hold. lines: in the order of their files. alive: runs that are writing now.

    bad: lines that are none of ours. unread: files that could not be read, each with the reason.
    """

    lines: tuple[Line, ...] = ()
    alive: frozenset[str] = frozenset()
    bad: int = 0
    unread: tuple[str, ...] = ()

    def __add__(self, other: "JournalContent") -> "JournalContent":
        return JournalContent(
            lines=self.lines + other.lines,
            alive=self.alive | other.alive,
            bad=self.bad + other.bad,
            unread=self.unread + other.unread,
        )


def read_journal(folder: Path) -> JournalContent:
    """Everything that is in one folder; nothing where there is none."""
    try:
        files = day_files(folder)[-DAYS * SLOTS :]
    except (FileNotFoundError, NotADirectoryError):
        return JournalContent()
    except OSError as error:
        return JournalContent(unread=(f"{folder}: {error.strerror}",))
    content = JournalContent()
    for file in files:
        content += _read(file.path)
    return content


def _read(path: Path) -> JournalContent:
    try:
        free = is_free(path) if os.access(path, os.R_OK) else True
        whole = read_file(path, 2 * FILE_BYTES)
    except OSError as error:
        return JournalContent(unread=(f"{path}: {error.strerror}",))
    texts, lines, bad = whole.split(b"\n"), [], 0
    texts.pop()  # Empty, or cut by a kill.
    for text in texts:
        try:
            lines.append(from_bytes(text))
        except ValueError:
            bad += 1
    alive = frozenset() if free or not lines else frozenset({lines[-1].run})
    return JournalContent(lines=tuple(lines), alive=alive, bad=bad)
