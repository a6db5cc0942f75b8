"""Cards inside exported files, whatever their format, with sizes that count the card."""

from dataclasses import replace
from pathlib import Path

from fer_edge.artifact.card import ModelCard
from fer_edge.export import onnx, tflite

ROUNDS = 4
"""A size is part of the card that is part of the size: two or three rounds settle it, if anything does."""


def embed_card(path: Path, card: ModelCard) -> None:
    """Put the card into a .onnx or .tflite file, in place of an older one."""
    (onnx if path.suffix == ".onnx" else tflite).embed_card(path, card)


def embed_sized_card(files: list[Path], card: ModelCard) -> ModelCard:
    """Put the card into every file, with each one's size as it then is, and return the card with those sizes.

    card: has figures for each of `files`, by its name. The sizes that are returned are exact; where the card is
    compressed, the copy inside a file may be a byte or two off.
    """
    for _ in range(ROUNDS):
        for path in files:
            embed_card(path, card)
        sizes = {path.name: card.figures[path.name] | {"bytes": path.stat().st_size} for path in files}
        card, embedded = replace(card, figures=card.figures | sizes), card
        if card == embedded:
            break
    return card
