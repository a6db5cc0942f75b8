"""The history of a run: one line for each epoch in history.csv, and which of them is kept."""

import csv
import math
from pathlib import Path

from fer_edge.errors import FerEdgeError
from fer_edge.system.files import atomic_write
from fer_edge.system.untrusted import read_file

FILE = "history.csv"

COLUMNS = ("epoch", "loss", "accuracy", "seconds", "val_loss", "val_accuracy")

Epoch = dict[str, float]
"""epoch, from 1; loss, accuracy: of training; seconds; val_loss: nats; val_accuracy: a fraction."""


def read_history(folder: Path) -> list[Epoch]:
    """The epochs of the run in `folder`, none before its first has ended. Raises FerEdgeError when it is damaged."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        rows = csv.DictReader(read_file(path).decode().splitlines())
        if set(rows.fieldnames or ()) != set(COLUMNS):
            raise ValueError(f"expected the columns {','.join(COLUMNS)}")
        return [_epoch(row) for row in rows]
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise FerEdgeError(f"{path} cannot be read ({reason}); delete {folder} and train again") from error


def _epoch(row: dict[str, str]) -> Epoch:
    if len(row) != len(COLUMNS) or None in row.values():
        raise ValueError(f"a row has other than {len(COLUMNS)} figures")
    numbers = {key: float(value) for key, value in row.items()}
    if not all(map(math.isfinite, numbers.values())) or numbers["epoch"] < 1:
        raise ValueError("a figure is not finite, or an epoch below 1")
    return numbers | {"epoch": int(numbers["epoch"])}


def append_epoch(folder: Path, row: Epoch) -> None:
    """Add an epoch after those before it; one that is run again, because a kill cut it short, takes its own place."""
    before = [epoch for epoch in read_history(folder) if epoch["epoch"] < row["epoch"]]
    with atomic_write(folder / FILE) as part, part.open("w", newline="") as lines:
        table = csv.DictWriter(lines, list(row))
        table.writeheader()
        table.writerows([*before, row])


def best_epoch(epochs: list[Epoch], faces: int, staged: bool = False) -> int:
    """The number, from 1, of the epoch whose model is kept; an epoch once passed over is never gone back to.

    Between accuracies no further apart than the standard error of the best on so many validation `faces`, which one
    is higher is luck (the one-standard-error rule of Breiman et al., 1984): there the validation loss decides, which
    counts how sure each prediction was and not only whether it was right.

    staged: in a run whose parts learn one after the other the last epoch is kept, in which all have: a dozen held-out
    faces are sooner sure of a network that has learned little.
    """
    if staged:
        return int(epochs[-1]["epoch"])
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
