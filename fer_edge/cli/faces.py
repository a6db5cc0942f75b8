"""The faces a command reads: of the size that its model takes, and what is to be said of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from fer_edge.cli.console import note
from fer_edge.data.settings import ReadingSettings

if TYPE_CHECKING:
    from fer_edge.artifact.card import ModelCard
    from fer_edge.data.faces import FaceSet


def as_model_takes(reading: ReadingSettings, card: "ModelCard", source: str) -> ReadingSettings:
    """The settings with what they leave open as a model takes it, where `source` is a folder or a list of pictures.

    Pictures of the model's own size are read the same either way, so a data set is not resized without a need.
    """
    from fer_edge.data.readers.listed import find_list

    if not Path(source).is_dir() and find_list(Path(source)) is None:
        return reading
    return reading.otherwise(ReadingSettings(side=card.side, colour=card.channels == 3))


def tell_notes(*splits: "FaceSet") -> None:
    """Say once how the splits were read."""
    for line in dict.fromkeys(line for split in splits for line in split.notes):
        note(line)
