"""The backup of a stopped run, in Keras's format, also of a run that an earlier version stopped."""

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

import h5py

from fer_edge.system.writing.leftovers import part_name, sweep
from fer_edge.training.folders import BACKUP

PAIR = ("latest.weights.h5", "training_metadata.json")
"""Keras's files; of the epoch before, with .bkp behind their names."""

RENAMED = {
    "mirrored_batch_normalization": "flip_equivariant_batch_normalization",
    "rounded_conv2d": "fake_quant_conv2d",
    "rounded_re_lu": "fake_quant_re_lu",
    "teaching": "distillation_loss",
    "teachers": "teacher_ensemble",
}
"""Groups of a weights file, which Keras names after its layers' classes, by the names of earlier versions."""

NUMBERED = re.compile(r"(.*?)(_\d+)?$")


def settle_backup(folder: Path) -> None:
    """Leave in a model's folder a backup that Keras can read, the last or the one before; or none, to begin anew.

    A kill may have cut any of its files short.
    """
    place = folder / BACKUP
    sweep(place)
    for path in place.glob("*.weights.h5*"):
        if not _opens(path):
            path.unlink()
    for suffix in ("", ".bkp"):
        files = [place / f"{name}{suffix}" for name in PAIR]
        if files[0].is_file() and _has_epoch(files[1]):
            for file, name in zip(files, PAIR, strict=True):
                if suffix:
                    shutil.copyfile(file, place / name)
            return
    shutil.rmtree(place, ignore_errors=True)


def remove_backup(folder: Path) -> None:
    """Remove a model's backup, which ends to be one all at once."""
    gone = folder / part_name("backup")
    with suppress(FileNotFoundError):
        (folder / BACKUP).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _opens(path: Path) -> bool:
    try:
        with h5py.File(path):
            return True
    except OSError:
        return False


def _has_epoch(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes())["epoch"], int)
    except (OSError, ValueError, TypeError, KeyError):
        return False


def upgrade_backup(folder: Path) -> None:
    """Give the layers in a model folder's backup the names they have now; a backup of today stays as it is."""
    for path in (folder / BACKUP).glob("*.weights.h5*"):
        with h5py.File(path, "r+") as file:
            groups: list[str] = []
            file.visit(groups.append)
            for group in sorted(groups, key=len, reverse=True):  # What lies inside a group first.
                parent, _, name = group.rpartition("/")
                stem, number = NUMBERED.fullmatch(name).groups(default="")  # type: ignore[union-attr]
                if stem in RENAMED:
                    file.move(group, f"{parent}/{RENAMED[stem]}{number}")
