"""A run as its folder tells of it: what it was asked for, how far it came, how good its model is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.settings import from_record
from fer_edge.training.folders import BACKUP, MODELS, PRUNED, STATE, is_at_work, read_state
from fer_edge.training.history import FILE, Epoch, read_history
from fer_edge.training.settings import TrainSettings

MARKS = ("card.json", STATE, FILE)
"""Files of which a run's folder has at least one."""

DEPTH = 2
"""Folders within folders in which runs are looked for: those of a study lie in its own."""

FIGURES_OF = ("model.int8.onnx", "model.onnx", "model.keras")
"""The file whose size and figures are told: the first that is there."""


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One run. What is not known is None.

    state: running; stopped: it goes on from its backup; killed: before it had one, it begins anew; pruned: given up by
    `fer-edge tune`; finished; exported; damaged: `fault` says why. settings: as resolved. epochs: that were run, of
    `asked`. best_epoch: the one that is kept; of a run without a card, the one with the highest accuracy so far.
    accuracy, balanced: fractions, on validation, by `file` if the run has ended. shifted: the mean accuracy under
    shifts. bytes: of `file`. minutes: of all epochs. curve: validation accuracy by epoch, from the first.
    """

    name: str
    folder: Path
    state: str
    fault: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    epochs: int = 0
    asked: int | None = None
    best_epoch: int | None = None
    accuracy: float | None = None
    balanced: float | None = None
    shifted: float | None = None
    file: str | None = None
    bytes: int | None = None
    minutes: float | None = None
    curve: tuple[float, ...] = ()


def find_runs(places: Iterable[Path] = ()) -> list[Path]:
    """The folders of runs at or below each place, models/ if none is named, by name.

    Raises MissingError when a place is not there, or there is no run in any.
    """
    named = [*places]
    found: dict[Path, Path] = {}
    for place in named or [MODELS]:
        if named and not place.is_dir():
            raise MissingError(f"no folder {place}: name the folder of a run, or one with runs in it")
        found |= {folder.resolve(): folder for folder in _folders(place, DEPTH)}
    if not found:
        raise MissingError(f"no run in {', '.join(map(str, named or [MODELS]))}: train one with `fer-edge train`")
    return sorted(found.values())


def _folders(place: Path, depth: int) -> Iterator[Path]:
    if any((place / name).is_file() for name in MARKS):
        yield place
    elif depth and place.is_dir():
        for folder in place.glob("*/"):
            if not folder.name.startswith("."):
                yield from _folders(folder, depth - 1)


def read_run(folder: Path) -> RunRecord:
    """What is known of the run in `folder`; one that is damaged is told as such, with what can be read of it."""
    name = folder.name if folder.parent.name in ("", MODELS.name) else f"{folder.parent.name}/{folder.name}"
    known: dict[str, Any] = {"name": name, "folder": folder, "state": _state(folder)}
    faults = []
    for read in (_read_settings, _read_history, _read_card):
        try:
            known |= {key: value for key, value in read(folder).items() if value is not None}
        except (FerEdgeError, OSError) as error:
            faults.append(str(error))
    if faults:
        known |= {"state": "damaged", "fault": "; ".join(faults)}
    return RunRecord(**known)


def _state(folder: Path) -> str:
    if is_at_work(folder):
        return "running"
    if (folder / PRUNED).is_file():
        return "pruned"
    if (folder / "card.json").is_file() and not (folder / BACKUP).is_dir():
        exported = any((folder / name).is_file() for name in FIGURES_OF[:2])
        return "exported" if exported else "finished"
    return "stopped" if (folder / BACKUP).is_dir() else "killed"


def _read_settings(folder: Path) -> dict[str, Any]:
    """Of the run itself, else of the card, which calls models by their names."""
    if (folder / STATE).is_file():
        record = read_state(folder).settings
    elif (folder / "card.json").is_file():
        record = {key: value for key, value in read_card(folder).trained.items() if value is not None}
        if "arch" not in record:  # Made elsewhere, and adopted.
            return {}
    else:
        return {}
    try:
        settings = from_record(TrainSettings, record)
    except ValueError as error:
        raise FerEdgeError(f"the settings of {folder} cannot be read ({error})") from error
    values = {one.name: _shown(getattr(settings, one.name)) for one in fields(settings)}
    return {"settings": values, "asked": settings.epochs}


def _shown(value: Any) -> Any:
    """A setting's value; models by their names, whichever folder they lay in."""
    if isinstance(value, tuple):
        return [Path(one).parent.name if one.endswith(".keras") else one for one in value]
    return value


def _read_history(folder: Path) -> dict[str, Any]:
    epochs = read_history(folder)
    if not epochs:
        return {}
    best = max(epochs, key=lambda epoch: epoch["val_accuracy"])
    return {
        "epochs": len(epochs),
        "best_epoch": int(best["epoch"]),
        "accuracy": best["val_accuracy"],
        "minutes": round(sum(epoch["seconds"] for epoch in epochs) / 60, 2),
        "curve": _curve(epochs),
    }


def _curve(epochs: list[Epoch]) -> tuple[float, ...]:
    return tuple(epoch["val_accuracy"] for epoch in epochs)


def _read_card(folder: Path) -> dict[str, Any]:
    """Sizes and figures, which those of the history give way to; of a run without a card, the network's size alone."""
    file = next((name for name in FIGURES_OF if (folder / name).is_file()), None)
    known = {"file": file, "bytes": (folder / file).stat().st_size if file else None}
    if not (folder / "card.json").is_file():
        return known
    card = read_card(folder)
    best = card.trained.get("best_epoch")
    figures = card.figures.get(file or "", {})
    return known | {
        "best_epoch": best if isinstance(best, int) else None,
        "accuracy": figures.get("accuracy"),
        "balanced": figures.get("balanced_accuracy"),
        "shifted": _shifted(card),
    }


def _shifted(card: ModelCard) -> float | None:
    means = (card.figures.get(name, {}).get("robustness", {}).get("mean") for name in FIGURES_OF)
    return next((mean for mean in means if mean is not None), None)
