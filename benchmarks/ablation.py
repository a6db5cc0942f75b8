"""What each ingredient of training brings: a recipe whole, and with one of them left out or added.

`python -m benchmarks.ablation --data ../data --teacher models/edge/model.keras` trains what benchmarks/ablation.csv has
no row for (one process and one core for each run, as many at once as there are cores), adds the rows, and writes the
table, benchmarks/ablation.md; without --data it writes the table alone.
"""

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from benchmarks.markdown import table
from benchmarks.records import Run, add_run, read_run, read_runs
from fer_edge.data.loading import load_split
from fer_edge.errors import FerEdgeError
from fer_edge.system.processes import usable_cores
from fer_edge.training.settings import TrainSettings

STUDY = Path(__file__).with_suffix(".csv")
PAGE = STUDY.with_suffix(".md")
EPOCHS, SEEDS = 4, 2
WHOLE = "whole"
RECIPE = {
    "arch": "nano",
    "epochs": EPOCHS,
    "ema": 0.998,
    "augment": 0.5,
    "turned": 0.15,
    "degrade": 0.6,
    "label_smoothing": 0.0,
    "balance": 0.35,
    "trust_votes": 0.3,
    "distill_weight": 0.8,
    "flip_equivariant": True,
    "precision": "bfloat16",
}
OTHERS = {
    "degrade": ("degradations: all of them", {"degrade": 0.0}),
    "cover": ("degradations: covers", {"degrade_kind": ("cover=0",)}),
    "turned": ("faces turned by up to 35 degrees", {"turned": 0.0}),
    "augment": ("augmentation: affine, light, erasing", {"augment": 0.0}),
    "teacher": ("a teacher, which sees each face as it is", {"teachers": ()}),
    "votes": ("FER+ votes: a second head, and 30 % of each label", {"trust_votes": 0.0}),
    "balance": ("rare classes shown more often", {"balance": 0.0}),
    "ema": ("EMA of the weights", {"ema": 0.0}),
    "flip_equivariant": ("flip-equivariant network", {"flip_equivariant": False}),
    "bfloat16": ("bfloat16 arithmetic", {"precision": "float32"}),
    "more": ("degradations and augmentation at 1", {"degrade": 1.0, "augment": 1.0}),
    "mixup": ("mixup", {"mixup": 0.4}),
    "label_smoothing": ("label smoothing", {"label_smoothing": 0.1}),
}
"""Each ingredient's name, what the table calls it, and the settings of the recipe without it (ADDED: with it)."""

ADDED = ("more", "mixup", "label_smoothing")
"""Ingredients that are no part of the recipe: the other run is the one that has them."""

ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}
"""The environment of a run's process."""

HEAD = f"""# Ablation

The recipe of the shipped models at a small scale: a `nano` on FER2013, {EPOCHS} epochs, one core for each run, the
shipped `edge` as the teacher. Accuracy is the best epoch's on the validation split (3,589 faces, one pass): the split
that chose the epoch; under shifts it is the mean over the 18 shifts of `fer-edge eval --robustness` on the same faces.
Runs are compared with those of the same seeds; behind ± is half the distance between two. The standard error of a share
of so many faces is 0.8 points. A schedule as short as this flatters what learns fast and wrongs what prevents
overfitting. No ingredient changes the served network: in multiply-accumulates all of them cost nothing. Written by
`python -m benchmarks.ablation` from `ablation.csv`.

"""
HEADING = (
    *("ingredient", "seeds", "with", "without", "gain", "under shifts, with", "without", "gain"),
    "gain, balanced accuracy",
)


def key(name: str, seed: int) -> str:
    """What the study calls a run; `seed` counts from 0, below SEEDS."""
    return f"{name}-{seed}"


def settings(name: str, seed: int, teachers: tuple[str, ...]) -> TrainSettings:
    """The settings of one run; `name` is WHOLE or a key of OTHERS."""
    differing = OTHERS[name][1] if name in OTHERS else {}
    return TrainSettings(**RECIPE | {"seed": seed, "teachers": teachers} | differing)


def train(name: str, seed: int, data: str, teachers: tuple[str, ...], folder: Path) -> None:
    """One run, in this process."""
    from fer_edge.data.votes import find_votes
    from fer_edge.training import runs

    votes = None if name == "votes" else find_votes(data)
    faces = runs.Data(
        name=data, train=load_split(data, "train"), validation=load_split(data, "validation"), votes=votes
    )
    runs.train(settings(name, seed, teachers), faces, folder)


def train_apart(name: str, seed: int, data: str, teachers: Sequence[str]) -> Run:
    """One run in a process of its own, on one core."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / key(name, seed)
        folder.mkdir()
        words = ("--data", data, "--teacher", *teachers, "--one", name, str(seed), str(folder))
        subprocess.run([sys.executable, "-m", "benchmarks.ablation", *words], env=os.environ | ONE_CORE, check=True)
        return read_run(folder, load_split(data, "validation"))


def train_missing(train_one: Callable[[str, int], Run], only: Sequence[str], study: Path = STUDY) -> None:
    """Train what `study` has no row for, and add it; `only` names runs, none means all."""
    lock = Lock()

    def train_and_add(name: str, seed: int) -> None:
        run = train_one(name, seed)
        with lock:
            add_run(study, run)
        print(f"{run.name}: {run.accuracy:.2%}", flush=True)

    there = read_runs(study)
    wanted = itertools.product((WHOLE, *OTHERS), range(SEEDS))
    missing = [(name, seed) for name, seed in wanted if key(name, seed) not in there and (name in only or not only)]
    with ThreadPoolExecutor(usable_cores()) as pool:
        list(pool.map(train_and_add, *zip(*missing, strict=True)) if missing else ())


def pairs(runs: dict[str, Run], having: str, lacking: str) -> list[tuple[Run, Run]]:
    """The runs with an ingredient and without it, of the seeds with which both were trained."""
    keys = [(key(having, seed), key(lacking, seed)) for seed in range(SEEDS)]
    return [(runs[one], runs[other]) for one, other in keys if one in runs and other in runs]


def row(words: str, compared: list[tuple[Run, Run]]) -> tuple[object, ...]:
    """One ingredient's cells, under HEADING; compared: as `pairs` gives them."""
    having, lacking = zip(*compared, strict=True)
    balanced = _mean(having, "balanced_accuracy") - _mean(lacking, "balanced_accuracy")
    return (
        words,
        len(compared),
        *_compare(having, lacking, "accuracy"),
        *_compare(having, lacking, "shifted_accuracy"),
        f"{100 * balanced:+.2f}",
    )


def _compare(having: Sequence[Run], lacking: Sequence[Run], figure: str) -> tuple[str, str, str]:
    gain = 100 * (_mean(having, figure) - _mean(lacking, figure))
    return _percent(having, figure), _percent(lacking, figure), f"{gain:+.2f}"


def _mean(runs: Sequence[Run], figure: str) -> float:
    return statistics.fmean(getattr(run, figure) for run in runs)


def _percent(runs: Sequence[Run], figure: str) -> str:
    """The mean in per cent, and of several runs half of what lies between the lowest and the highest."""
    values = [100 * getattr(run, figure) for run in runs]
    spread = f" ± {(max(values) - min(values)) / 2:.2f}" if len(values) > 1 else ""
    return f"{statistics.fmean(values):.2f}{spread}"


def page(runs: dict[str, Run]) -> str:
    """The text of ablation.md; an ingredient without a pair of runs has no line."""
    parts = [(words, WHOLE, name) for name, (words, _) in OTHERS.items() if name not in ADDED]
    added = [(f"{OTHERS[name][0]} (no part of the recipe)", name, WHOLE) for name in ADDED]
    compared = [(words, pairs(runs, having, lacking)) for words, having, lacking in (*parts, *added)]
    return HEAD + table(HEADING, [row(words, found) for words, found in compared if found])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="FER2013 with FER+ votes beside it")
    parser.add_argument("--teacher", nargs="*", default=[], help="model.keras files to learn from")
    names = (WHOLE, *OTHERS)
    parser.add_argument("--only", nargs="*", default=[], choices=names, help="runs to train, of all that are missing")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "SEED", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        name, seed, folder = asked.one
        train(name, int(seed), asked.data, tuple(asked.teacher), Path(folder))
        return
    try:
        if asked.data:
            train_missing(lambda name, seed: train_apart(name, seed, asked.data, asked.teacher), asked.only)
    except FerEdgeError as error:
        parser.error(str(error))
    PAGE.write_text(page(read_runs(STUDY)))


if __name__ == "__main__":
    main()
