"""What a command takes over from its model: the size of the faces, and with --from how it is trained on."""

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fer_edge.cli.config import is_given
from fer_edge.cli.console import note
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import UsageError
from fer_edge.training.settings import TrainSettings

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


def begun_from(
    ctx: typer.Context, settings: TrainSettings, reading: ReadingSettings, source: str
) -> tuple[TrainSettings, ReadingSettings]:
    """What nobody said, as the model of --from has it and as its recipe says, or as that of a foreign network does.

    Raises MissingError when there is no such model, UsageError when it is of another --arch.
    """
    if not settings.begin_from and not settings.foreign:
        return settings, reading
    from fer_edge.artifact.card import read_card
    from fer_edge.training.recipes import FEW, FOREIGN, filled
    from fer_edge.training.resolve import model_file

    given = {field.name for field in fields(TrainSettings) if is_given(ctx, field.name)}
    if not settings.begin_from:
        return filled(settings, FOREIGN, given), reading
    card = read_card(Path(model_file("--from", str(settings.begin_from))).parent)
    if "arch" in given and settings.arch != card.architecture:
        raise UsageError(f"--from {card.name} is of the architecture {card.architecture}: leave out --arch")
    return filled(settings, FEW, given), as_model_takes(reading, card, source)
