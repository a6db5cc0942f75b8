"""One training job from data set to a model's folder: network, card, history and pictures."""

import json
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import keras

from fer_edge.card import ModelCard, write_card
from fer_edge.datasets import SIDE, FaceSet, load_votes
from fer_edge.labels import LABELS
from fer_edge.metrics import Score, score
from fer_edge.store import write_whole
from fer_edge.training.engine import KerasEngine, count_macs, load_keras
from fer_edge.training.fit import fit
from fer_edge.training.pictures import draw_confusion, draw_curves
from fer_edge.training.settings import TrainSettings

STATE = ".run.json"
"""What a run was asked for, beside its backup; a resumed run and an export read it."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """The splits of a run. name: what the user called the data set. votes: fer2013new.csv, or None."""

    name: str
    train: FaceSet
    validation: FaceSet
    votes: Path | None = None


def train(settings: TrainSettings, data: Data, folder: Path, extra: tuple[keras.callbacks.Callback, ...] = ()) -> Score:
    """Train into `folder`, or go on with the run that stopped there, and return the best model's validation score."""
    began = time.monotonic()
    with write_whole(folder / STATE) as part:
        asked = {"data": data.name, "votes": data.votes and str(data.votes), "settings": asdict(settings)}
        part.write_text(json.dumps(asked))
    votes = load_votes(data.votes, data.train.rows) if data.votes else None
    fit(settings, data.train, data.validation, folder, votes, extra)
    write_card(describe(settings, data, folder, (time.monotonic() - began) / 60), folder)
    result = score(KerasEngine(folder / "model.keras").predict(data.validation.faces), data.validation.labels)
    draw_curves(folder)
    draw_confusion(result, folder, "validation")
    shutil.rmtree(folder / ".backup", ignore_errors=True)
    return result


def describe(settings: TrainSettings, data: Data, folder: Path, minutes: float) -> ModelCard:
    """The card of a trained model, before any export. minutes: of the last sitting of the run."""
    network = load_keras(folder / "model.keras")
    return ModelCard(
        name=folder.name,
        labels=LABELS,
        side=SIDE,
        architecture=settings.arch,
        parameters=network.count_params(),
        macs=count_macs(network),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        trained={
            "data": Path(data.name).name,
            "sha256": {"train": data.train.digest(), "validation": data.validation.digest()},
            "chosen_on": "validation",
            "votes": data.votes.name if data.votes else None,
            "minutes": round(minutes, 1),
            **asdict(settings),
        },
        versions={name: version(name) for name in ("keras", "numpy")},
    )
