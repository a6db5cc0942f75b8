"""Runs for the tests of studies: their records, and folders as training leaves them."""

from dataclasses import replace
from pathlib import Path

from benchmarks.records import Run
from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.training.history import append_epoch

RUN = Run(
    name="whole-0",
    arch="nano",
    parameters=107_879,
    macs=19_575_120,
    seed=0,
    epochs=6,
    learning_rate=0.1,
    warmup=2.0,
    init=("first", "other"),
    teachers=(),
    distill_weight=0.8,
    distill_temperature=2.0,
    votes=True,
    label_smoothing=0.1,
    ema=0.998,
    augment=1.0,
    flip_equivariant=True,
    precision="bfloat16",
    epochs_run=6,
    best_epoch=5,
    accuracy=0.5,
    balanced_accuracy=None,
    log_likelihood=-1.0,
    last_accuracy=0.5,
    last_log_likelihood=-1.0,
    epoch_seconds=10.0,
    minutes=1.5,
    train_sha256="ab" * 32,
)

NEW = {
    "votes": None,
    "seed": 3,
    "epochs": 4,
    "learning_rate": 0.1,
    "warmup": 2.0,
    "init": ["first"],
    "teachers": [],
    "augment": 1.0,
    "precision": "float32",
    "minutes": 2.5,
    "sha256": {"train": "ab" * 32},
    "ema": 0.9,
    "label_smoothing": 0.2,
    "distill_weight": 0.3,
    "distill_temperature": 4.0,
    "flip_equivariant": True,
}
"""How a newer card tells of training."""

OLD = {
    "ema": "average",
    "label_smoothing": "smoothing",
    "distill_weight": "teaching",
    "distill_temperature": "temperature",
    "flip_equivariant": "mirrored",
}
"""What older cards call settings."""


def leave_run(folder: Path, card: ModelCard, trained: dict, *epochs: tuple[float, float]) -> Path:
    """Write card.json and history.csv as a run leaves them; epochs: validation accuracy and loss."""
    folder.mkdir(parents=True)
    write_card(replace(card, trained=trained, figures={"model.keras": {"balanced_accuracy": 0.25}}), folder)
    for number, (accuracy, loss) in enumerate(epochs, start=1):
        read = {"loss": 1.0, "accuracy": 0.5, "seconds": 20.0 - number, "val_loss": loss, "val_accuracy": accuracy}
        append_epoch(folder, {"epoch": number} | read)
    return folder
