"""What each ingredient of training brings: a recipe whole, and with one of them left out or added.

`python -m benchmarks.ablation --data ../data --teacher teacher/model.keras` trains what benchmarks/ablation/ has no
record of (one process and one core for each run, as many at once as there are cores), and writes the table;
without --data it writes the table alone. A record is the card and the history that training leaves; the network beside
it, which some runs begin with, is not kept under version control.
"""

import argparse
import itertools
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

from fer_edge.system.board import usable_cores
from fer_edge.training.history import read_history
from fer_edge.training.settings import TrainSettings

RECORDS = Path(__file__).with_suffix("")
EPOCHS, SEEDS = 6, 2
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
    "trust_votes": ("half of a label decided by the votes", {"trust_votes": 0.5}),
    "gentle": ("augmentation at 0.3 instead of 1", {"augment": 0.3}),
    "mirrored": ("tied to its mirror image", {"mirrored": True}),
}
"""Each ingredient's name, what the table calls it, and the settings of the recipe without it (ADDED: with it)."""

ADDED = ("mixup", "trust_votes", "gentle", "mirrored")
"""Ingredients that are no part of the recipe: the other run is the one that has them."""

SIBLINGS = ("sibling_a", "sibling_b", "sibling_c")
LATER: dict[str, tuple[tuple[str, ...], dict]] = {
    **{name: ((WHOLE,), {"epochs": 3, "warmup": 0.6, "learning_rate": 0.02}) for name in SIBLINGS},
    "mean": (SIBLINGS, {"epochs": 1, "warmup": 0.2, "learning_rate": 0.005}),
    "one": ((WHOLE,), {"epochs": 10, "learning_rate": 0.02}),
}
"""Runs that begin with other runs of the same seed: their names, and the settings that differ from the recipe."""

HEAD = f"""# Ablation

The recipe of `nano` on FER2013, {EPOCHS} epochs, one core for each run. Accuracy is the best epoch's on the validation
split (3,589 faces, one pass): the split that chose the epoch. Runs are compared with those of the same seeds; behind ±
is half the distance between two. The standard error of a share of so many faces is 0.8 points. A schedule as short as
this flatters what learns fast and wrongs what prevents overfitting. The cores did other work as well, so the fastest
epochs are compared. No ingredient changes the served network: in multiply-accumulates all of them cost nothing. The
mean of siblings is that of three runs of 3 epochs from one network, and 1 epoch from there; against it stands one run
of as many epochs in all, 10, from the same network. Written by `python -m benchmarks.ablation` from the runs' own
cards and histories.

| ingredient | seeds | with | without | gain | gain, balanced accuracy | gain, log likelihood | time of an epoch |
|---|---|---|---|---|---|---|---|
"""


def recipe(name: str, seed: int, teachers: tuple[str, ...]) -> TrainSettings:
    """The settings of one run; `name` is WHOLE or a key of OTHERS or LATER."""
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
    if name not in LATER:
        return whole if name == WHOLE else replace(whole, **OTHERS[name][1])
    before, settings = LATER[name]
    init = tuple(str(record(other, seed) / "model.keras") for other in before)
    # Siblings see the faces in orders of their own.
    own = (SIBLINGS.index(name) + 1) * 10 + seed if name in SIBLINGS else seed
    return replace(whole, init=init, average=0.995, seed=own, **settings)


def record(name: str, seed: int) -> Path:
    """Where the record of a run lies."""
    return RECORDS / f"{name}-{seed}"


def train(name: str, seed: int, data: str, teachers: tuple[str, ...], folder: Path) -> None:
    """One run, in this process."""
    from fer_edge.data.loading import load_split
    from fer_edge.data.votes import find_votes
    from fer_edge.training import runs as job

    votes = None if name == "votes" else find_votes(data)
    faces = job.Data(name=data, train=load_split(data, "train"), validation=load_split(data, "validation"), votes=votes)
    job.train(recipe(name, seed, teachers), faces, folder)


def train_missing(data: str, teachers: list[str], only: list[str]) -> None:
    """Run in processes of their own whatever has no record; `only` names runs, none means all."""
    alone = os.environ | {
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow",
    }

    def run(name: str, seed: int) -> None:
        there = record(name, seed)
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / there.name
            folder.mkdir()
            words = ("--data", data, "--teacher", *teachers, "--one", name, str(seed), str(folder))
            subprocess.run([sys.executable, "-m", "benchmarks.ablation", *words], env=alone, check=True)
            there.mkdir(parents=True)
            for file in ("history.csv", "card.json", "model.keras"):
                shutil.copy(folder / file, there)
        print(f"{there.name}: {Record(there).accuracy:.2%}", flush=True)

    # A run waits for those that it begins with.
    for seed in range(SEEDS):
        for names in ((WHOLE, *OTHERS), (*SIBLINGS, "one"), ("mean",)):
            missing = [name for name in names if not (record(name, seed) / "card.json").is_file()]
            missing = [name for name in missing if name in only or not only]
            with ThreadPoolExecutor(usable_cores()) as pool:
                list(pool.map(run, missing, itertools.repeat(seed)))


class Record:
    """One run: accuracies of its best epoch, log likelihood, and the seconds of its fastest epoch."""

    def __init__(self, folder: Path):
        figures = json.loads((folder / "card.json").read_text())["figures"]["model.keras"]
        epochs = read_history(folder)
        self.accuracy, self.balanced = figures["accuracy"], figures["balanced_accuracy"]
        self.likelihood = -min(epoch["val_loss"] for epoch in epochs)
        self.seconds = min(epoch["seconds"] for epoch in epochs)


def both(having: str, lacking: str) -> tuple[list[Record], list[Record]]:
    """The records of two runs, of the seeds with which both were trained."""
    folders = [(record(having, seed), record(lacking, seed)) for seed in range(SEEDS)]
    there = [pair for pair in folders if all((folder / "card.json").is_file() for folder in pair)]
    return [Record(folder) for folder, _ in there], [Record(folder) for _, folder in there]


def row(words: str, having: list[Record], lacking: list[Record]) -> str:
    """One ingredient as a line of the table: the runs with it, and those without it."""

    def mean(records: list[Record], figure: str) -> float:
        return statistics.fmean(getattr(record, figure) for record in records)

    def accuracy(records: list[Record]) -> str:
        values = [100 * record.accuracy for record in records]
        spread = f" ± {(max(values) - min(values)) / 2:.2f}" if len(values) > 1 else ""
        return f"{statistics.fmean(values):.2f}{spread}"

    gains = [mean(having, figure) - mean(lacking, figure) for figure in ("accuracy", "balanced", "likelihood")]
    cells = (
        words,
        str(len(having)),
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
    parts = [(words, WHOLE, name) for name, (words, _) in OTHERS.items() if name not in ADDED]
    added = [(f"{OTHERS[name][0]} (no part of the recipe)", name, WHOLE) for name in ADDED]
    means = [("the mean of siblings (no part of the recipe)", "mean", "one")]
    pairs = [(words, *both(having, lacking)) for words, having, lacking in (*parts, *added, *means)]
    rows = [row(*pair) for pair in pairs if all(pair)]
    Path(__file__).with_suffix(".md").write_text(HEAD + "".join(rows))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="FER2013 with FER+ votes beside it")
    parser.add_argument("--teacher", nargs="*", default=[], help="model.keras files to learn from")
    names = (WHOLE, *OTHERS, *LATER)
    parser.add_argument("--only", nargs="*", default=[], choices=names, help="runs to train, of all that are missing")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "SEED", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        name, seed, folder = asked.one
        train(name, int(seed), asked.data, tuple(asked.teacher), Path(folder))
        return
    if asked.data:
        train_missing(asked.data, asked.teacher, asked.only)
    write_table()


if __name__ == "__main__":
    main()
