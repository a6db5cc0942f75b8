"""The original layout of FER2013: one CSV with a row a face (Goodfellow et al., 2013), as it is passed on today."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from fer_edge.data.classes.choosing import Classes, listed_labels, tell_labels
from fer_edge.data.classes.class_map import DROPPED, FOLDERS, read_class_map
from fer_edge.data.classes.known import NUMBERS, own_words
from fer_edge.data.faces import FaceStream, Item
from fer_edge.data.labels import LABELS
from fer_edge.data.pictures import natural
from fer_edge.data.readers.holdout import hold_out
from fer_edge.data.readers.table import Row, Table
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import UsageError

NAMES = ("fer2013.csv", "icml_face_data.csv")

NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")

USAGE = {"Training": "train", "PublicTest": "validation", "PrivateTest": "test"}
"""What the column `Usage` calls each split."""


def find_csv(root: Path) -> Path | None:
    """The fer2013.csv that `root` is or holds, or None."""
    if root.is_file() and root.suffix.lower() == ".csv":
        return root
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def open_csv(path: Path, split: str, reading: ReadingSettings, only: Callable[[str], bool] | None = None) -> FaceStream:
    """One split of the file; without a column Usage, all of it is train, and a share of it is held out.

    Raises DataError when it is another file or damaged, UsageError for what it has not.
    """
    if reading.colour:
        raise UsageError(f"--colour: the faces of {path} are grey")
    table, classes = Table(path, reading.side), _classes(path, reading.classes)
    told = [classes.told]
    if "usage" in table.columns:
        if reading.holdout is not None:
            raise UsageError(f"--holdout: {path} says itself which faces are to validate on; leave --holdout out")
        share, of_split = 0.0, lambda number, row: _usage(row, split)
    else:
        labels = [(number, classes.index(emotion)) for number, (_, emotion) in enumerate(_scanned(path))]
        faces = [(number, label) for number, label in labels if label is not None]
        chosen, line, share = hold_out(
            [(str(number), label) for number, label in faces], split, reading.holdout, f"{path}"
        )
        wanted = {faces[place][0] for place in chosen}
        told.append(line)
        # What has no class is told with train, to which it might have belonged.
        of_split = lambda number, row: number in wanted or (split == "train" and classes.index(_emotion(row)) is None)  # noqa: E731
    items = _items(table, classes, of_split, only)
    return FaceStream(
        items=items,
        classes=classes.labels,
        where=f"{path} ({split})",
        count=lambda: sum(USAGE.get(usage, split) == split for usage, _ in _scanned(path)),
        told=tuple(line for line in told if line),
        sizes=lambda: dict(table.sizes),
        holdout=share,
        words=_words(classes),
    )


def _classes(path: Path, named: str | None) -> Classes:
    """What the column `emotion` means: numbers, or names that are the labels themselves. named: what --classes says."""
    first = next(Table(path, None).rows(), None)
    if named is not None or first is None or not _emotion(first[1]) or NUMBER.fullmatch(_emotion(first[1])):
        return table_classes(named)
    names = {emotion for _, emotion in _scanned(path)} - {""}
    return listed_labels(sorted(names, key=natural), str(path), "as they are written")


def table_classes(named: str | None) -> Classes:
    """What the numbers of the column `emotion` mean; those of FER2013 unless a map, by its name, says otherwise."""
    if named is None:
        return Classes(labels=LABELS, label_of=NUMBERS["fer2013"].get)
    chosen = read_class_map(named)
    if chosen is None:
        raise UsageError(f"--classes {FOLDERS}: a CSV has none")
    meant = chosen.labels if chosen.closed else NUMBERS["fer2013"] | chosen.labels
    labels = tuple(sorted({label for key, label in meant.items() if key.isdecimal()} - {DROPPED}, key=natural))
    told = f"{len(labels)} labels by {chosen.name}: {tell_labels(labels)}"
    return Classes(labels=labels, label_of=meant.get, told=told)


def _words(classes: Classes) -> dict[str, str]:
    """Where a map gives the numbers of FER2013 other labels, by the expressions that they stand for."""
    return own_words((word, classes.label_of(number)) for number, word in NUMBERS["fer2013"].items())


def _usage(row: Row, split: str) -> bool | str:
    """Whether a row is of a split, or what it is of where nobody knows."""
    usage = row["usage"]
    if usage not in USAGE:  # It might be of any split, so it is told with each.
        return f"is of {str(usage)[:20]!r}, expected {', '.join(USAGE)}"
    return USAGE[usage] == split


def _items(
    table: Table, classes: Classes, of_split: Callable[[int, Row], bool | str], only: Callable[[str], bool] | None
) -> Iterator[Item]:
    for number, row in table.rows():
        belongs, name = of_split(number, row), table.name(number)
        if belongs is False or (only is not None and not only(name)):
            continue
        if isinstance(belongs, str):
            yield Item(name, number, 0, belongs)
        elif classes.label_of(emotion := _emotion(row)) != DROPPED:
            index = classes.index(emotion)
            if index is None:
                yield Item(name, number, 0, f"has the emotion {emotion[:20]!r}, expected {_expected(classes)}")
            else:
                yield Item(name, number, index, table.face(row))


def _scanned(path: Path) -> tuple[tuple[str, str], ...]:
    """Of each row what it is of ("" without that column) and its emotion; read once for several splits."""
    found = path.stat()
    return _scan(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1)
def _scan(path: Path, changed: int, size: int) -> tuple[tuple[str, str], ...]:
    known: dict[tuple[str, str], tuple[str, str]] = {}
    found = []
    for _, row in Table(path, None).rows():
        of = (row.get("usage") or "", _emotion(row))
        found.append(known.setdefault(of, of))
    return tuple(found)


def _emotion(row: Row) -> str:
    return (row["emotion"] or "").strip()


def _expected(classes: Classes) -> str:
    meant = [str(number) for number in range(10) if classes.index(str(number)) is not None]
    return f"{meant[0]} to {meant[-1]}" if meant else "a number of the map"
