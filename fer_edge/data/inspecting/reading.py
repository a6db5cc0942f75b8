"""A whole data set read for its inspection: every split that is there, and why the others are not."""

from typing import Protocol

import numpy as np

from fer_edge.data.inspecting.records import Progress, SplitRecord, record_split
from fer_edge.data.loading import open_split
from fer_edge.data.settings import SPLITS, ReadingSettings
from fer_edge.errors import MissingError


class Watcher(Protocol):
    """Is told how far a work has come."""

    def begin(self, what: str, total: int | None) -> Progress:
        """A part of the work begins, of so many steps where anyone knows; returns what is told how many are done."""


class Unwatched:
    """Nobody looks."""

    def begin(self, what: str, total: int | None) -> Progress:
        """Returns what does nothing."""
        return lambda done: None


def record_all(
    source: str, reading: ReadingSettings, watcher: Watcher | None = None
) -> tuple[dict[str, SplitRecord], dict[str, str]]:
    """The record of each split of a data set, and of those that are not usable the reason.

    Raises UsageError as the readers do.
    """
    watcher = watcher or Unwatched()
    records, missing = {}, {}
    for split in SPLITS:
        try:
            stream = open_split(source, split, reading)
            progress = watcher.begin(f"reading {split}", stream.count() if stream.count else None)
            records[split] = record_split(stream, progress)
        except MissingError as error:
            missing[split] = str(error)
    return records, missing


def read_pictures(source: str, reading: ReadingSettings, wanted: dict[str, set[str]]) -> dict[str, np.ndarray]:
    """Faces uint8 [side, side, channels] by their names, read once more. wanted: names, by split."""
    found: dict[str, np.ndarray] = {}
    for split, names in wanted.items():
        if names:
            items = open_split(source, split, reading, only=names.__contains__).items
            found |= {item.name: item.face for item in items if not isinstance(item.face, str)}
    return found
