"""Records of training runs: one CSV a study, one row a run, from which the study's table is made."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.data.faces import FaceSet
from fer_edge.errors import ModelError
from fer_edge.system.files import atomic_write
from fer_edge.training.history import read_history

NEW_NAMES = {
    "average": "ema",
    "smoothing": "label_smoothing",
    "teaching": "distill_weight",
    "temperature": "distill_temperature",
    "mirrored": "flip_equivariant",
}
"""Settings as older cards call them, and as newer cards and the records do."""

Names = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A training run: what was trained, how, on what, and how the network did on the validation split.

    parameters, macs: counts, of the served network and of one face. init, teachers: names of runs. votes: whether a
    second head learned FER+ votes. epochs: as planned; epochs_run: until the run was over. Accuracies are fractions of
    the faces, log likelihoods means in nats before the confidence was calibrated; those without `last` are of
    best_epoch, the one that was kept (from 1). balanced_accuracy, epoch_seconds: None where the run left no such
    figure; epoch_seconds is the fastest epoch's. shifted_accuracy: the mean under the shifts of `fer-edge eval
    --robustness`, None where nobody read it. minutes: wall time, where the card says so with that of the runs in
    init. train_sha256: of the training split's faces and labels. Settings with a default are younger than the oldest
    cards; all are those of `fer-edge train`.
    """

    name: str
    arch: str
    parameters: int
    macs: int
    seed: int
    epochs: int
    learning_rate: float
    warmup: float
    init: Names
    teachers: Names
    distill_weight: float
    distill_temperature: float
    votes: bool
    trust_votes: float = 0.0
    label_smoothing: float
    ema: float
    augment: float
    mixup: float = 0.0
    balance: float = 0.0
    quantization_aware: bool = False
    flip_equivariant: bool = False
    augment_end: float | None = None
    turned: float = 0.0
    degrade: float = 0.0
    degrade_kind: Names = ()
    precision: str
    epochs_run: int
    best_epoch: int
    accuracy: float
    balanced_accuracy: float | None
    shifted_accuracy: float | None = None
    log_likelihood: float
    last_accuracy: float
    last_log_likelihood: float
    epoch_seconds: float | None
    minutes: float
    train_sha256: str


def read_run(folder: Path, validation: FaceSet | None = None) -> Run:
    """The record of a finished run from its folder; with validation faces, read under shifts as well.

    Raises ModelError where it has no card or no history.
    """
    card = read_card(folder)
    trained = {NEW_NAMES.get(key, key): value for key, value in card.trained.items()}
    known = {field.name for field in fields(Run)}
    settings = {key: value for key, value in trained.items() if key in known}
    settings |= {key: tuple(trained.get(key, ())) for key in ("init", "teachers", "degrade_kind")}
    settings["votes"] = bool(trained["votes"])
    about = {"name": folder.name, "arch": card.architecture, "parameters": card.parameters, "macs": card.macs}
    figures = _figures(folder, card)
    if validation is not None:
        figures["shifted_accuracy"] = _under_shifts(folder, validation)
    return Run(**settings | about | figures, train_sha256=trained["sha256"]["train"])


def _under_shifts(folder: Path, validation: FaceSet) -> float:
    from fer_edge.robustness.report import measure
    from fer_edge.robustness.shifts import SHIFTS
    from fer_edge.training.keras_engine import KerasEngine

    return measure(KerasEngine(folder / "model.keras").predict, validation, shifts=SHIFTS).mean


def _figures(folder: Path, card: ModelCard) -> dict[str, Any]:
    """What the epochs of the run in `folder` read, and its balanced accuracy."""
    history = read_history(folder)
    if not history:
        raise ModelError(f"no history.csv with an epoch in {folder}: name the folder of a finished run")
    # Older cards name no best epoch: it was the one with the highest accuracy.
    highest = max(history, key=lambda epoch: epoch["val_accuracy"])
    best = history[card.trained.get("best_epoch", highest["epoch"]) - 1]
    return {
        "epochs_run": len(history),
        "best_epoch": best["epoch"],
        "accuracy": best["val_accuracy"],
        "balanced_accuracy": card.figures.get("model.keras", {}).get("balanced_accuracy"),
        "log_likelihood": -best["val_loss"],
        "last_accuracy": history[-1]["val_accuracy"],
        "last_log_likelihood": -history[-1]["val_loss"],
        "epoch_seconds": min((epoch["seconds"] for epoch in history if "seconds" in epoch), default=None),
    }


PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    float | None: lambda cell: float(cell) if cell else None,
    bool: lambda cell: cell == "yes",
    Names: lambda cell: tuple(cell.split(";")) if cell else (),
}
"""How a cell is read, by the type of its column."""


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None else str(value)


def read_runs(path: Path) -> dict[str, Run]:
    """The runs of a study by their names, none where there is no file."""
    if not path.exists():
        return {}
    with path.open(newline="") as lines:
        rows = [Run(**{f.name: PARSERS[f.type](row[f.name]) for f in fields(Run)}) for row in csv.DictReader(lines)]
    return {run.name: run for run in rows}


def write_runs(path: Path, runs: Iterable[Run]) -> None:
    """Write a study, sorted by name, whole or not at all."""
    columns = [field.name for field in fields(Run)]
    with atomic_write(path) as part, part.open("w", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(columns)
        for run in sorted(runs, key=lambda run: run.name):
            table.writerow([_cell(getattr(run, column)) for column in columns])


def add_run(path: Path, run: Run) -> None:
    """Put a run into a study; one of the same name makes way for it."""
    write_runs(path, (read_runs(path) | {run.name: run}).values())
