"""The history of a run: one line for each epoch in history.csv, and which of them is kept."""

import csv
import math
from pathlib import Path

from fer_edge.system.files import atomic_write

FILE = "history.csv"

Epoch = dict[str, float]
"""epoch, from 1; loss, accuracy: of training; seconds; val_loss: nats; val_accuracy: a fraction."""


def read_history(folder: Path) -> list[Epoch]:
    """The epochs of the run in `folder`, none before its first has ended."""
    if not (folder / FILE).exists():
        return []
    with (folder / FILE).open(newline="") as lines:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)]
    return [row | {"epoch": int(row["epoch"])} for row in rows]


def append_epoch(folder: Path, row: Epoch) -> None:
    """Add an epoch after those before it; one that is run again, because a kill cut it short, takes its own place."""
    before = [epoch for epoch in read_history(folder) if epoch["epoch"] < row["epoch"]]
    with atomic_write(folder / FILE) as part, part.open("w", newline="") as lines:
        table = csv.DictWriter(lines, list(row))
        table.writeheader()
        table.writerows([*before, row])


def best_epoch(epochs: list[Epoch], faces: int) -> int:
    """The number, from 1, of the epoch whose model is kept; an epoch once passed over is never gone back to.

    Between accuracies no further apart than the standard error of the best on so many validation `faces`, which one
    is higher is luck (the one-standard-error rule of Breiman et al., 1984): there the validation loss decides, which
    counts how sure each answer was and not only whether it was right.
    """
    kept = epochs[0]
    top = 0.0
    for epoch in epochs:
        accuracy = epoch["val_accuracy"]
        top = max(top, accuracy)
        error = math.sqrt(top * (1 - top) / faces)
        clearly_better = accuracy > kept["val_accuracy"] + error
        if clearly_better or (accuracy >= top - error and epoch["val_loss"] < kept["val_loss"]):
            kept = epoch
    return int(kept["epoch"])
