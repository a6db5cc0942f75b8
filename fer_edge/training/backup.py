"""The backup of a stopped run, in Keras's format, also of a run that an earlier version stopped."""

import re
from pathlib import Path

import h5py

FOLDER = ".backup"
"""Inside a model's folder."""

RENAMED = {
    "mirrored_batch_normalization": "flip_equivariant_batch_normalization",
    "rounded_conv2d": "fake_quant_conv2d",
    "rounded_re_lu": "fake_quant_re_lu",
    "teaching": "distillation_loss",
    "teachers": "teacher_ensemble",
}
"""Groups of a weights file, which Keras names after its layers' classes, by the names of earlier versions."""

NUMBERED = re.compile(r"(.*?)(_\d+)?$")


def upgrade_backup(folder: Path) -> None:
    """Give the layers in a model folder's backup the names they have now; a backup of today stays as it is."""
    for path in (folder / FOLDER).glob("*.weights.h5*"):
        with h5py.File(path, "r+") as file:
            groups: list[str] = []
            file.visit(groups.append)
            for group in sorted(groups, key=len, reverse=True):  # What lies inside a group first.
                parent, _, name = group.rpartition("/")
                stem, number = NUMBERED.fullmatch(name).groups(default="")  # type: ignore[union-attr]
                if stem in RENAMED:
                    file.move(group, f"{parent}/{RENAMED[stem]}{number}")
