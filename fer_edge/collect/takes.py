"""The faces collected in a folder, take by take; what is there is told by the names of its files alone."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_edge.collect.files import write_face
from fer_edge.data.classes.written import FILE, check_folder_names, listed_classes, write_classes
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.writing.leftovers import sweep
from fer_edge.system.writing.locks import open_locked

NAME = re.compile(r"take(\d{4,9})-(\d{3,9})\.png")

SPLITS = TRAIN, VALIDATION = "train", "validation"

LOCK = ".collecting"


@dataclass(kw_only=True)
class Take:
    """One press of a key. split: of all its faces, so that near-equal ones never lie in two. faces: how many."""

    label: str
    split: str
    faces: int = 0


class Takes:
    """Faces in `root`/SPLIT/LABEL/takeNUMBER-FACE.png. labels: in order. share: of the faces, to validate on.

    One process at a time holds the folder, until `close`. Raises UsageError when it holds something else or another
    process has it.
    """

    def __init__(self, root: Path, labels: tuple[str, ...], share: float) -> None:
        self.root, self.share = root, share
        self.labels = check_labels(root, labels)
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._lock = open_locked(root / LOCK)
            if self._lock is None:
                raise UsageError(f"{root}: another `data collect` is at it; end that one first")
            for folder in (root, *_folders(root)):
                sweep(folder)
            if tuple(listed_classes(root)) != self.labels:
                write_classes(root, self.labels)
        except OSError as error:
            raise UsageError(f"cannot write to {root}: {error.strerror or error}; name another folder") from error
        self._takes = _scan(root)

    def close(self) -> None:
        """Let another process have the folder; safe to call twice."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        if os.name == "posix":  # While it is held, so that it is not another's; elsewhere an open file stays.
            (self.root / LOCK).unlink(missing_ok=True)
        os.close(lock)
        if os.name != "posix":
            (self.root / LOCK).unlink(missing_ok=True)

    def counts(self) -> dict[str, dict[str, int]]:
        """For each label the faces in train and in validation, and the takes."""
        found = {label: {TRAIN: 0, VALIDATION: 0, "takes": 0} for label in self.labels}
        for take in self._takes.values():
            if take.label in found:
                found[take.label][take.split] += take.faces
                found[take.label]["takes"] += 1
        return found

    def begin(self, label: str, again: bool = False) -> tuple[int, Take]:
        """A new take of a label, by its number. It is one to validate on while those are less than their share.

        again: it follows at once on the newest one. Of the same label it goes to the same split then: two pictures of
        one moment tell nothing of each other.
        """
        newest = max(self._takes, default=0)
        if again and newest and self._takes[newest].label == label:
            return newest + 1, Take(label=label, split=self._takes[newest].split)
        of = self.counts()[label]
        held = of[VALIDATION] < self.share * (of[TRAIN] + of[VALIDATION])
        return newest + 1, Take(label=label, split=VALIDATION if held else TRAIN)

    def add(self, number: int, take: Take, face: np.ndarray) -> None:
        """Store one more face of a take. Raises FerEdgeError when it cannot be written."""
        path = self.root / take.split / take.label / f"take{number:04d}-{take.faces + 1:03d}.png"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_face(face, path)
        except OSError as error:
            raise FerEdgeError(f"cannot write {path}: {error.strerror or error}") from error
        self._takes[number] = take
        take.faces += 1

    def undo(self) -> Take | None:
        """Delete the newest take, and return what it was; None where there is none."""
        if not self._takes:
            return None
        number = max(self._takes)
        _remove(path for path, found in _faces(self.root) if found == number)
        return self._takes.pop(number)

    def delete(self) -> int:
        """Delete every take; how many faces they had."""
        self._takes.clear()
        return _remove(path for path, _ in _faces(self.root))


def delete_all(root: Path) -> int:
    """Delete all that was collected in a folder, and the folders that are empty then; how many faces it was.

    What else lies there stays. Raises MissingError when nothing was collected there, UsageError while one collects.
    """
    count_faces(root)
    takes = Takes(root, (), 0.0)
    try:
        count = takes.delete()
        if not any(_files(root)) and not _others(root):
            (root / FILE).unlink(missing_ok=True)
    finally:
        takes.close()
    for split in SPLITS:
        _remove_empty(root / split)
    _remove_empty(root)
    return count


def count_faces(root: Path) -> int:
    """How many faces were collected in a folder. Raises MissingError where nothing was."""
    if not _is_ours(root):
        raise MissingError(f"nothing was collected in {root}: name the folder of `data collect --out`")
    return sum(1 for _ in _faces(root))


def check_labels(root: Path, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the folder has already, and those asked for.

    Raises UsageError when there are not two, one cannot be a folder, or something else lies there.
    """
    check_folder_names(labels, "--classes")
    there = listed_classes(root)
    if not there and root.is_dir() and any(path.name != LOCK for path in root.iterdir()):
        raise UsageError(f"{root} has something else in it: name a new folder with --out")
    found = tuple(dict.fromkeys([*there, *labels]))
    if len(found) < 2:
        raise UsageError("--classes: expected at least two, such as --classes happy,sad")
    return found


def _is_ours(root: Path) -> bool:
    """Whether faces were collected there, or were about to be."""
    if any(_faces(root)):
        return True
    return (root / FILE).is_file() and not any(_files(root)) and not _others(root)


def _others(root: Path) -> list[Path]:
    """What lies in a folder that this program does not put there."""
    return [path for path in root.iterdir() if path.name not in (FILE, LOCK, *SPLITS)]


def _folders(root: Path) -> Iterator[Path]:
    """The folders of classes, in both splits."""
    for split in SPLITS:
        with suppress(OSError):
            yield from (path for path in (root / split).iterdir() if path.is_dir())


def _files(root: Path) -> Iterator[Path]:
    for folder in _folders(root):
        yield from folder.iterdir()


def _faces(root: Path) -> Iterator[tuple[Path, int]]:
    """Every face that was collected, and the number of its take."""
    yield from ((path, int(match[1])) for path in _files(root) if (match := NAME.fullmatch(path.name)))


def _scan(root: Path) -> dict[int, Take]:
    takes: dict[int, Take] = {}
    for path, number in _faces(root):
        take = takes.setdefault(number, Take(label=path.parent.name, split=path.parent.parent.name))
        take.faces += 1
    return takes


def _remove(paths: Iterator[Path]) -> int:
    """Delete files; how many. Raises FerEdgeError when one cannot be deleted."""
    count = 0
    try:
        for path in list(paths):
            path.unlink(missing_ok=True)
            count += 1
    except OSError as error:
        raise FerEdgeError(f"cannot delete {error.filename}: {error.strerror}; {count} faces are deleted") from error
    return count


def _remove_empty(folder: Path) -> None:
    """Remove a folder, and those in it, where nothing is in them."""
    if folder.is_dir():
        for inside in folder.iterdir():
            if inside.is_dir():
                with suppress(OSError):
                    inside.rmdir()
        with suppress(OSError):
            folder.rmdir()
