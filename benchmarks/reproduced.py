"""The system that fer-edge is held beside, trained as its authors' notebook trains it: writes benchmarks/reproduced.*.

`python -m benchmarks.reproduced --data ../data --seed 0` trains one run of VRAJ-07/Realtime_Emotion_Detection_System
(its network is `baseline`) and goes on where it was stopped; `--backup DIR` keeps what that takes. Without --data it
writes the page alone. Their settings: grey faces of 48 x 48 from 0 to 255, no augmentation, batches of 128 with the
last incomplete one left out, Adam at 0.001, categorical cross-entropy, at most 48 epochs, float32; EarlyStopping on the
validation loss with a patience of 3 that takes the best weights back, and ReduceLROnPlateau (0.2, a patience of 3).

Each run here goes on until the longest of PATIENCES has stopped it, or for EPOCHS, so that one tells where shorter
ones would have: until that epoch it is the same run.
"""

import argparse
import csv
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.markdown import table
from fer_edge.data.faces import FaceSet
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.system.files import atomic_write

RECORD, PAGE = Path(__file__).with_suffix(".csv"), Path(__file__).with_suffix(".md")
EPOCHS, BATCH, RATE, FACTOR, PATIENCE, LEAST = 16, 128, 1e-3, 0.2, 3, 1e-4
PATIENCES = (3, 4, 5)

THEIRS = (
    (1.7775, 0.3482),
    (1.3999, 0.4814),
    (1.2810, 0.5163),
    (1.2041, 0.5491),
    (1.2334, 0.5278),
    (1.2720, 0.5112),
    (1.1415, 0.5705),
    (1.3052, 0.5300),
    (1.0722, 0.6038),
    (1.0720, 0.6024),
    (1.0670, 0.6081),
    (1.1353, 0.5786),
    (1.0726, 0.6175),
    (1.0975, 0.6054),
)
"""Validation loss and accuracy of their epochs, as emotion-detection.ipynb prints them (commit 2be0533d)."""


@dataclass(frozen=True)
class Epoch:
    """One epoch: loss and accuracy, 0 to 1, on the validation split after it; rate: Adam's in it."""

    seed: int
    epoch: int
    rate: float
    train_loss: float
    train_accuracy: float
    loss: float
    accuracy: float


def stop(losses: list[float], patience: int) -> tuple[int, int] | None:
    """The epoch (from 1) at which EarlyStopping ends it, and the one it takes back; None: not within these losses."""
    best = 0
    for index, loss in enumerate(losses):
        if loss < losses[best] or index == 0:
            best = index
        elif index - best >= patience:
            return index + 1, best + 1
    return None


def next_rate(losses: list[float]) -> float:
    """Adam's learning rate after these epochs, as ReduceLROnPlateau sets it."""
    rate, best, waited = RATE, float("inf"), 0
    for loss in losses:
        if loss < best - LEAST:
            best, waited = loss, 0
            continue
        waited += 1
        if waited >= PATIENCE:
            rate, waited = rate * FACTOR, 0
    return rate


def build(side: int, channels: int, labels: int):
    """Their network, compiled as they do."""
    import keras

    from fer_edge.training.networks import baseline

    faces = keras.Input((side, side, channels))
    answers = keras.layers.Dense(labels, activation="softmax")(baseline.features(faces))
    model = keras.Model(faces, answers)
    model.compile(keras.optimizers.Adam(RATE), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def whole_batches(faces: FaceSet, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Float32 faces, 0 to 255, and their labels in this order, without those of the last incomplete batch."""
    order = order[: len(order) // BATCH * BATCH]
    return faces.faces[order].astype(np.float32), faces.labels[order]


def train(data: Path, seed: int, backup: Path) -> None:
    """Train what is left of a run's epochs; each is recorded when it ends."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    training, validation = (load_split(data, name, ReadingSettings()) for name in ("train", "validation"))
    keras.utils.set_random_seed(seed)
    saved, done = backup / f"{seed}.keras", [epoch for epoch in read() if epoch.seed == seed]
    model = keras.models.load_model(saved) if done else build(*training.faces.shape[2:], len(training.classes))
    held_out = whole_batches(validation, np.arange(len(validation.labels)))
    while len(done) < EPOCHS and not stop(losses := [epoch.loss for epoch in done], max(PATIENCES)):
        number, rate = len(done) + 1, next_rate(losses)
        model.optimizer.learning_rate = rate
        order = np.random.default_rng((seed, number)).permutation(len(training.labels))
        seen = model.fit(*whole_batches(training, order), BATCH, shuffle=False, verbose=0, validation_data=held_out)
        loss, accuracy, *validated = (
            seen.history[name][0] for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        )
        done.append(Epoch(seed, number, rate, loss, accuracy, *validated))
        backup.mkdir(parents=True, exist_ok=True)
        model.save(saved)
        write([epoch for epoch in read() if epoch.seed != seed] + done)
        print(done[-1], flush=True)


def read() -> list[Epoch]:
    """The epochs that are recorded."""
    if not RECORD.exists():
        return []
    kinds = {field.name: field.type for field in fields(Epoch)}
    with RECORD.open(newline="") as file:
        return [Epoch(**{name: kinds[name](text) for name, text in row.items()}) for row in csv.DictReader(file)]


def write(epochs: list[Epoch]) -> None:
    """Write the record, and the page that is made of it."""
    with atomic_write(RECORD) as path, path.open("w", newline="") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Epoch)], lineterminator="\n")
        rows.writeheader()
        rows.writerows(asdict(epoch) for epoch in sorted(epochs, key=lambda epoch: (epoch.seed, epoch.epoch)))
    with atomic_write(PAGE) as path:
        path.write_text(page(epochs))


def outcome(curve: list[tuple[float, float]], patience: int) -> str:
    """What EarlyStopping makes of a curve of losses and accuracies: "55.0 % (epoch 4, stopped after 7)"."""
    found = stop([loss for loss, _ in curve], patience)
    if found is None:
        return f"not stopped within {len(curve)}"
    stopped, kept = found
    return f"{percent(curve[kept - 1][1])} (epoch {kept}, stopped after {stopped})"


def percent(share: float) -> str:
    """A share as a text: 60.8 %."""
    return f"{100 * share:.1f} %"


def page(epochs: list[Epoch]) -> str:
    """The page, of their run and of those that are recorded."""
    runs = {"as they print it": list(THEIRS)}
    for epoch in sorted(epochs, key=lambda epoch: (epoch.seed, epoch.epoch)):
        runs.setdefault(f"seed {epoch.seed}", []).append((epoch.loss, epoch.accuracy))
    rows = [
        (
            name,
            len(curve),
            percent(max(accuracy for _, accuracy in curve)),
            *(outcome(curve, some) for some in PATIENCES),
        )
        for name, curve in runs.items()
    ]
    heading = ("run", "epochs seen", "best of all", *(f"patience {some}" for some in PATIENCES))
    losses = [
        (
            number + 1,
            *(
                " / ".join((f"{curve[number][0]:.3f}", percent(curve[number][1]))) if number < len(curve) else ""
                for curve in runs.values()
            ),
        )
        for number in range(max(map(len, runs.values())))
    ]
    return HEAD + table(heading, rows) + CURVES + table(("epoch", *runs), losses)


def main() -> None:
    """Train a run where --data says of what, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, help="FER2013, in any layout that fer-edge reads")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--backup", type=Path, default=Path(".reproduced"))
    asked = parser.parse_args()
    if asked.data:
        train(asked.data, asked.seed, asked.backup)
    else:
        write(read())


HEAD = """# The starting system, trained as its authors do

VRAJ-07/Realtime_Emotion_Detection_System says "around 60 %" after 14 epochs. `python -m benchmarks.reproduced` trains
its network (`baseline`) with its settings, in float32: the module's first lines name them. The faces are FER2013's own
splits, 28,709 to train and 3,589 to validate; its authors have 28,821 and 7,066 of a Kaggle copy with another split. A
column of the first table says what early stopping with that patience makes of the same run: theirs is 3.

"""
CURVES = """
The loss on held-out faces jumps from epoch to epoch, and early stopping looks at nothing else. In the run that the
authors print, epochs 5 and 6 were worse than 4, and 7 was better. Had it been a little worse too, that run would have
ended there and kept epoch 4 with 54.9 %.

The learning rate never falls in such a run. It would after three epochs without gain, and that is when the run ends.

Loss and accuracy on the validation faces, after each epoch:

"""

if __name__ == "__main__":
    main()
