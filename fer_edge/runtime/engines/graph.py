"""What every runtime's engine holds a model file to: its graph takes and gives what its card says."""

from pathlib import Path

from fer_edge.artifact.card import ModelCard
from fer_edge.errors import ModelError

BATCH = 256
"""Faces per call when many are predicted, a bound on memory."""


def check_graph(path: Path, card: ModelCard, dtype: str, taken: tuple[object, ...], given: tuple[object, ...]) -> None:
    """Raises ModelError when the graph's input or output is not what the card says."""
    expected = (card.side, card.side, card.channels)
    if dtype != "uint8" or tuple(taken[1:]) != expected:
        size = "x".join(map(str, taken[1:]))
        wanted = "x".join(map(str, expected))
        raise ModelError(f"{path} takes {dtype} faces of {size}, its card says uint8 {wanted}: export it again")
    if given[-1] != len(card.labels):
        raise ModelError(f"{path} gives {given[-1]} values, its card has {len(card.labels)} labels: export it again")
