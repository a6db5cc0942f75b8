"""A data set in another layout: read, written whole or not at all, read back and held against what was read."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fer_edge.data.faces import FaceSet
from fer_edge.data.loading import load_split
from fer_edge.data.settings import SPLITS, ReadingSettings
from fer_edge.data.writers.arrays import write_arrays
from fer_edge.data.writers.folders import write_folders
from fer_edge.data.writers.table import write_table
from fer_edge.errors import DataError, FerEdgeError, MissingError, UsageError
from fer_edge.system.files import atomic_write
from fer_edge.system.writing.leftovers import work_folder

FILES = {"csv": write_table, "npz": write_arrays}

Step = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """What was written. splits: by name. missing: why a split is not there. options: that it is read back with."""

    splits: dict[str, FaceSet]
    missing: dict[str, str]
    options: str


def read_splits(source: str, reading: ReadingSettings) -> tuple[dict[str, FaceSet], dict[str, str]]:
    """Every split of a data set, and why others are not there.

    Raises MissingError without any, DataError when one cannot be used, UsageError when they differ in size.
    """
    splits, missing = {}, {}
    for split in SPLITS:
        try:
            splits[split] = load_split(source, split, reading)
        except DataError:
            raise
        except MissingError as error:
            missing[split] = str(error)
    if not splits:
        raise MissingError(next(iter(missing.values())))
    if len({(one.faces.shape[1:], one.classes) for one in splits.values()}) > 1:
        raise UsageError(f"the splits of {source} differ in size or labels: --side and --classes make them alike")
    return splits, missing


def convert(source: str, out: Path, layout: str, reading: ReadingSettings, step: Step) -> Conversion:
    """Write the data set at `source` to `out`, which is not there. step: told what is under way.

    Raises FerEdgeError when it cannot be written, or is not read back the same.
    """
    step("reading")
    splits, missing = read_splits(source, reading)
    step("writing")
    if layout in FILES:
        with atomic_write(out) as part:
            FILES[layout](splits, part)
    else:
        _write_folder(splits, out)
    step("reading back")
    return Conversion(splits=splits, missing=missing, options=_read_back(splits, out))


def check_new(out: Path) -> None:
    """Raises UsageError where something is already."""
    if os.path.lexists(out) and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(f"{out} is there already, and nothing is overwritten: name another place")


def _write_folder(splits: dict[str, FaceSet], out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(out.parent) as work:
            made = work / "faces"
            made.mkdir()
            write_folders(splits, made)
            if out.is_dir():
                out.rmdir()
            os.replace(made, out)
    except OSError as error:
        raise FerEdgeError(f"cannot write {out}: {error.strerror or error}") from error


def _read_back(splits: dict[str, FaceSet], out: Path) -> str:
    """The options with which `out` is read as it was meant, none as a rule. Raises FerEdgeError when there are none."""
    first = next(iter(splits.values()))
    colour = first.channels == 3
    tries = {"": ReadingSettings()}
    if colour:
        tries["--colour"] = ReadingSettings(colour=True)
    tries[f"--side {first.side}" + " --colour" * colour] = ReadingSettings(side=first.side, colour=colour or None)
    wrong = f"{out} is read back otherwise"
    for options, reading in tries.items():
        try:
            if all(load_split(out, split, reading).digest() == faces.digest() for split, faces in splits.items()):
                return options
        except FerEdgeError as error:
            wrong = f"{out} cannot be read back: {error}"
    raise FerEdgeError(wrong)
