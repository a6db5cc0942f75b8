"""How a data set is named and read; apart from the readers so that a command line can show it at once."""

import os
from dataclasses import asdict, dataclass, replace

from fer_edge.system.settings import Checked, setting

FACES = "The faces"

SPLITS = ("train", "validation", "test")

HELD_OUT = 0.1
"""The share of train/ that stands for a validation split that is not there."""


@dataclass(frozen=True, kw_only=True)
class DataSettings(Checked):
    """Which data set."""

    data: str = setting(
        "data", 'A folder of splits, fer2013.csv, a list, an .npz, or "synthetic" (drawn faces).', group=FACES
    )


@dataclass(frozen=True, kw_only=True)
class ReadingSettings(Checked):
    """How a data set is read; None: as it asks for itself."""

    classes: str | None = setting(
        None,
        "What its folders or numbers mean: raf-db, affectnet, ck+48, expw, fer2013, ferplus; folders: they are the "
        'labels; or a TOML file of lines as "1" = "surprise" ("": left out).',
        group=FACES,
    )
    holdout: float | None = setting(
        None,
        f"Share of train/ to validate on, where there is no validation folder; {HELD_OUT:g} if not given.",
        minimum=0.01,
        maximum=0.5,
        group=FACES,
    )
    side: int | None = setting(
        None,
        "Bring faces to this size; a picture that is not square gives its middle.",
        minimum=16,
        maximum=512,
        unit="pixels",
        group=FACES,
    )
    colour: bool | None = setting(None, "Read faces in colour; grey if not given.", group=FACES)
    leave_out: str | None = setting(
        None, "Leave out the faces of this list, a CSV that `fer-edge data clean` wrote.", group=FACES
    )

    def from_anywhere(self) -> "ReadingSettings":
        """These settings with whole paths of files: they are found from another folder too."""
        classes = self.classes
        if classes is not None and classes.endswith(".toml"):
            classes = os.path.abspath(classes)
        return replace(self, classes=classes, leave_out=self.leave_out and os.path.abspath(self.leave_out))

    def otherwise(self, other: "ReadingSettings") -> "ReadingSettings":
        """These settings, and what they leave open as `other` has it."""
        return ReadingSettings(**asdict(other) | {name: one for name, one in asdict(self).items() if one is not None})


@dataclass(frozen=True, kw_only=True)
class SplitSettings(Checked):
    """Which part of it."""

    split: str = setting("validation", "train, validation or test.", choices=SPLITS, group=FACES)
