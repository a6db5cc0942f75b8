"""What each ingredient of training brings: a recipe whole, and with one of them left out or added.

`python -m benchmarks.ablation --data ../data --teacher teacher/model.keras` trains what benchmarks/ablation/ has no
record of (one process and one core for each run, as many at once as there are cores), and writes the table;
without --data it writes the table alone. A record is the card and the history that training leaves.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from fer_edge.board import usable_cores
from fer_edge.training.history import read_history
from fer_edge.training.settings import TrainSettings

RECORDS = Path(__file__).with_suffix("")
EPOCHS, SEEDS = 8, 2
WHOLE = "whole"
OTHERS = {
    "votes": ("a second head on FER+ votes", {}),
    "teacher": ("a teacher", {"teachers": ()}),
    "average": ("averaged weights", {"average": 0.0}),
    "balance": ("rare classes shown more often", {"balance": 0.0}),
    "smoothing": ("label smoothing", {"smoothing": 0.0}),
    "augment": ("mirror, affine, light, erasing", {"augment": 0.0}),
    "bfloat16": ("bfloat16 arithmetic", {"precision": "float32"}),
    "mixup": ("mixup", {"mixup": 0.4}),
}
"""Each ingredient's name, what the table calls it, and the settings of the recipe without it (ADDED: with it)."""

ADDED = ("mixup",)
"""Ingredients that are no part of the recipe: the other run is the one that has them."""

HEAD = f"""# Ablation

The recipe of `nano` on FER2013, {EPOCHS} epochs, one core for each run. Accuracy is the best epoch's on the validation
split (3,589 faces, one pass): the split that chose the epoch. Behind ± is half the distance between the seeds, where
there are two; the standard error of a share of so many faces is 0.8 points. A schedule as short as this flatters what
learns fast and wrongs what prevents overfitting. The cores did other work as well, so the fastest epochs are compared.
No ingredient changes the served network: in multiply-accumulates all of them cost nothing. Written by
`python -m benchmarks.ablation` from the runs' own cards and histories.

| ingredient | seeds | with | without | gain | gain, balanced accuracy | gain, log likelihood | time of an epoch |
|---|---|---|---|---|---|---|---|
"""


def recipe(name: str, seed: int, teachers: tuple[str, ...]) -> TrainSettings:
    """The settings of one run; `name` is WHOLE or a key of OTHERS."""
    whole = TrainSettings(
        arch="nano",
        epochs=EPOCHS,
        seed=seed,
        average=0.998,
        balance=0.25,
        teachers=teachers,
        teaching=0.8,
        precision="bfloat16",
    )
    return whole if name == WHOLE else replace(whole, **OTHERS[name][1])


def train(name: str, seed: int, data: str, teachers: tuple[str, ...], folder: Path) -> None:
    """One run, in this process."""
    from fer_edge.cli.data import find_votes, read_split
    from fer_edge.training import job

    votes = None if name == "votes" else find_votes(data)
    faces = job.Data(name=data, train=read_split(data, "train"), validation=read_split(data, "validation"), votes=votes)
    job.train(recipe(name, seed, teachers), faces, folder)


def train_missing(data: str, teachers: list[str]) -> None:
    """Run in processes of their own whatever has no record."""
    alone = os.environ | {
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow",
    }

    def run(name: str, seed: int) -> None:
        record = RECORDS / f"{name}-{seed}"
        with tempfile.TemporaryDirectory() as place:
            words = ("--data", data, "--teacher", *teachers, "--one", name, str(seed), place)
            subprocess.run([sys.executable, "-m", "benchmarks.ablation", *words], env=alone, check=True)
            record.mkdir(parents=True)
            for file in ("history.csv", "card.json"):
                shutil.copy(Path(place) / file, record)
        print(f"{record.name}: {Record(record).accuracy:.2%}", flush=True)

    missing = [(name, seed) for seed in range(SEEDS) for name in (WHOLE, *OTHERS)]
    missing = [asked for asked in missing if not (RECORDS / "{}-{}".format(*asked) / "card.json").is_file()]
    with ThreadPoolExecutor(usable_cores()) as pool:
        list(pool.map(lambda asked: run(*asked), missing))


class Record:
    """One run: accuracies of its best epoch, log likelihood, and the seconds of its fastest epoch."""

    def __init__(self, folder: Path):
        figures = json.loads((folder / "card.json").read_text())["figures"]["model.keras"]
        epochs = read_history(folder)
        self.accuracy, self.balanced = figures["accuracy"], figures["balanced_accuracy"]
        self.likelihood = -min(epoch["val_loss"] for epoch in epochs)
        self.seconds = min(epoch["seconds"] for epoch in epochs)


def row(name: str, records: dict[str, list[Record]]) -> str:
    """One ingredient as a line of the table."""

    def mean(which: str, figure: str) -> float:
        return statistics.fmean(getattr(record, figure) for record in records[which])

    def accuracy(which: str) -> str:
        values = [100 * record.accuracy for record in records[which]]
        spread = f" ± {(max(values) - min(values)) / 2:.2f}" if len(values) > 1 else ""
        return f"{statistics.fmean(values):.2f}{spread}"

    having, lacking = (name, WHOLE) if name in ADDED else (WHOLE, name)
    gains = [mean(having, figure) - mean(lacking, figure) for figure in ("accuracy", "balanced", "likelihood")]
    cells = (
        OTHERS[name][0] + " (no part of the recipe)" * (name in ADDED),
        f"{len(records[having])}, {len(records[lacking])}",
        accuracy(having),
        accuracy(lacking),
        f"{100 * gains[0]:+.2f}",
        f"{100 * gains[1]:+.2f}",
        f"{gains[2]:+.3f}",
        f"x {mean(having, 'seconds') / mean(lacking, 'seconds'):.2f}",
    )
    return "| " + " | ".join(cells) + " |\n"


def write_table() -> None:
    """Write benchmarks/ablation.md from the records."""
    records = {
        name: [Record(card.parent) for card in sorted(RECORDS.glob(f"{name}-[0-9]/card.json"))]
        for name in (WHOLE, *OTHERS)
    }
    rows = [row(name, records) for name in OTHERS if records[name] and records[WHOLE]]
    Path(__file__).with_suffix(".md").write_text(HEAD + "".join(rows))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="FER2013 with FER+ votes beside it")
    parser.add_argument("--teacher", nargs="*", default=[], help="model.keras files to learn from")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "SEED", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        name, seed, folder = asked.one
        train(name, int(seed), asked.data, tuple(asked.teacher), Path(folder))
        return
    if asked.data:
        train_missing(asked.data, asked.teacher)
    write_table()


if __name__ == "__main__":
    main()
