"""How a data set is named; apart from the readers so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.system.settings import Checked, setting

FACES = "The faces"

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, kw_only=True)
class DataSettings(Checked):
    """Which data set."""

    data: str = setting("data", 'A folder of splits, fer2013.csv, or "synthetic" (drawn faces).', group=FACES)


@dataclass(frozen=True, kw_only=True)
class SplitSettings(Checked):
    """Which part of it."""

    split: str = setting("validation", "train, validation or test.", choices=SPLITS, group=FACES)
