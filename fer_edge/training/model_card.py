"""What follows a run: the model's confidence is calibrated, and its card tells how it was made."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fer_edge.artifact.card import ModelCard, read_card, write_card
from fer_edge.artifact.page import LIMITS
from fer_edge.data.faces import FaceSet
from fer_edge.data.inspection import find_known
from fer_edge.data.loading import AS_IT_IS
from fer_edge.data.settings import ReadingSettings
from fer_edge.metrics import Score, score
from fer_edge.system.board import read_board
from fer_edge.system.files import atomic_write
from fer_edge.training.calibration import Confidence, learn_confidence
from fer_edge.training.history import best_epoch, read_history
from fer_edge.training.keras_engine import apply_temperature, count_macs, load_keras, predict
from fer_edge.training.plots import draw_confusion
from fer_edge.training.settings import NO_WEIGHTS, TrainSettings

BEGUN = "It began as {name}: {licence}"
"""What it says more of one that began with another."""

LICENCE = "The weights were learned from {data}: its terms apply to their use."
"""What a card says of a model's use, where nobody wrote more."""

KNOWN = {"645677101992c947fb382aeb8958e5f9af494bc32ea62b01e00f24f50cf9c594": "FER2013, for research use"}
"""Data sets by the digest of their training split, whatever the folder is called."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """The splits of a run.

    name: what the user called the data set. votes: fer2013new.csv, or None. reading: of it. named: what the card keeps
    of the files that `reading` names, by the setting; they may be gone when the run ends.
    """

    name: str
    train: FaceSet
    validation: FaceSet
    votes: Path | None = None
    reading: ReadingSettings = AS_IT_IS
    named: dict[str, Any] = field(default_factory=dict)


def describe_run(settings: TrainSettings, folder: Path, faces: int) -> dict[str, Any]:
    """The settings with models called by their names, the epoch that was kept by its validation `faces`, and minutes.

    minutes: wall time of all epochs, in whatever number of sittings, those of the runs it began with included, each
    of which is named in minutes_by_run.
    """
    history = read_history(folder)
    how = asdict(settings) | {"best_epoch": best_epoch(history, faces, settings.staged)}
    for models in ("teachers", "init"):
        how[models] = [Path(model).parent.name for model in how[models]]
    if settings.weights != NO_WEIGHTS:
        how["weights"] = Path(settings.weights).name
    runs = {folder.name: round(sum(epoch["seconds"] for epoch in history) / 60, 1)}
    for model in (*settings.init, *([settings.begin_from] if settings.begin_from else [])):
        runs |= _minutes(Path(model).parent)
    return how | {"minutes": round(sum(runs.values()), 1), "minutes_by_run": runs}


def _minutes(folder: Path) -> dict[str, float]:
    """What a model's card tells of the minutes it took, by the runs they went into."""
    if not (folder / "card.json").is_file():
        return {}
    trained = read_card(folder).trained
    return trained.get("minutes_by_run", {folder.name: trained.get("minutes", 0)})


def conclude(folder: Path, data: Data, how: dict[str, Any]) -> Score:
    """Calibrate the model.keras of `folder`, give it its card and its picture, and return its validation score.

    how: what the card shall say of its making, beside data and board.
    """
    network, confidence = _calibrate(folder, data.validation)
    probabilities = predict(network, data.validation.faces)
    result = score(probabilities, data.validation.labels)
    how = how | {"apart_from_copies": accuracy_apart_from_copies(probabilities, data)}
    write_card(_describe(network, data, folder.name, confidence, result, how), folder)
    draw_confusion(result, data.train.classes, folder, "validation")
    return result


def accuracy_apart_from_copies(probabilities: np.ndarray, data: Data) -> dict[str, Any]:
    """Accuracy on the validation faces that are no copies of training faces: of those, a network may know the label."""
    new = ~find_known(data.validation.faces, data.train.faces)
    right = probabilities.argmax(axis=1) == data.validation.labels
    return {"faces": int(new.sum()), "accuracy": float(right[new].mean()) if new.any() else None}


def _calibrate(folder: Path, validation: FaceSet) -> tuple[keras.Model, Confidence]:
    """Make the chosen model's confidence what it is worth on validation, in the file itself."""
    network = load_keras(folder / "model.keras")
    confidence = learn_confidence(predict(network, validation.faces), validation.labels)
    apply_temperature(network, confidence.temperature)
    with atomic_write(folder / "model.keras") as part:
        whole = part.with_suffix(".whole.keras")  # Keras insists on how the name ends.
        network.save(whole)
        whole.replace(part)
    return network, confidence


def _describe(
    network: keras.Model, data: Data, model: str, confidence: Confidence, result: Score, how: dict[str, Any]
) -> ModelCard:
    """The card of a trained model, before any export."""
    digests = {"train": data.train.digest(), "validation": data.validation.digest()}
    name = KNOWN.get(digests["train"], Path(data.name).name)
    return ModelCard(
        name=model,
        labels=data.train.classes,
        side=data.train.side,
        channels=data.train.channels,
        architecture=how.get("arch", network.name),
        parameters=network.count_params(),
        macs=count_macs(network),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        trained={
            "data": name.partition(",")[0],
            "sha256": digests,
            "chosen_on": "validation",
            "votes": data.votes.name if data.votes else None,
            "reading": _describe_reading(data),
            "board": _board(),
            "confidence": asdict(confidence),
            "limits": LIMITS,
            **how,
        },
        licence=_licence(name, how.get("began_as")),
        versions={name: version(name) for name in ("keras", keras.backend.backend(), "numpy")},
        figures={"model.keras": result.figures("validation")},
        uncertain_below=confidence.uncertain_below,
        coverage=confidence.coverage,
    )


def _licence(data: str, begun: dict[str, str] | None) -> str:
    """Whose terms apply: those of the data, and of what the model it began with had learned from."""
    return " ".join([LICENCE.format(data=data), *([BEGUN.format(**begun)] if begun else [])])


def _describe_reading(data: Data) -> dict[str, Any]:
    """How the faces were read: the map of classes itself, what was left out, the share of train/ that was held out."""
    return asdict(data.reading) | data.named | {"holdout": data.validation.holdout or None}


def _board() -> dict[str, Any]:
    """What the network learned on; a run of several sittings names the last."""
    board = read_board()
    kept = {key: board[key] for key in ("model", "cpu", "usable_cores", "machine")}
    if keras.backend.backend() == "jax":
        import jax

        kept["device"] = jax.devices()[0].device_kind
    return kept
