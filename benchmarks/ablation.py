"""What each ingredient of training brings: a recipe whole, and with one of them left out or added.

`python -m benchmarks.ablation --data ../data --teacher teacher/model.keras` trains what benchmarks/ablation.csv has no
row for (one process and one core for each run, as many at once as there are cores), adds the rows, and writes the
table, benchmarks/ablation.md; without --data it writes the table alone. The networks, which some runs begin with, stay
in benchmarks/ablation/, which is not kept under version control.
"""

import argparse
import itertools
import os
import shutil
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
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.processes import usable_cores
from fer_edge.training.settings import TrainSettings

STUDY = Path(__file__).with_suffix(".csv")
PAGE = STUDY.with_suffix(".md")
NETWORKS = STUDY.with_suffix("")
EPOCHS, SEEDS = 6, 2
WHOLE = "whole"
RECIPE = {
    "arch": "nano",
    "epochs": EPOCHS,
    "ema": 0.998,
    "balance": 0.25,
    "distill_weight": 0.8,
    "precision": "bfloat16",
}
OTHERS = {
    "votes": ("a second head on FER+ votes", {}),
    "teacher": ("a teacher", {"teachers": ()}),
    "ema": ("EMA of the weights", {"ema": 0.0}),
    "balance": ("rare classes shown more often", {"balance": 0.0}),
    "label_smoothing": ("label smoothing", {"label_smoothing": 0.0}),
    "augment": ("augmentation: flip, affine, light, erasing", {"augment": 0.0}),
    "bfloat16": ("bfloat16 arithmetic", {"precision": "float32"}),
    "mixup": ("mixup", {"mixup": 0.4}),
    "trust_votes": ("half of a label decided by the votes", {"trust_votes": 0.5}),
    "gentle": ("augmentation at 0.3 instead of 1", {"augment": 0.3}),
    "flip_equivariant": ("flip-equivariant network", {"flip_equivariant": True}),
}
"""Each ingredient's name, what the table calls it, and the settings of the recipe without it (ADDED: with it)."""

ADDED = ("mixup", "trust_votes", "gentle", "flip_equivariant")
"""Ingredients that are no part of the recipe: the other run is the one that has them."""

SIBLINGS = ("sibling_a", "sibling_b", "sibling_c")
LATER: dict[str, tuple[tuple[str, ...], dict]] = {
    **{name: ((WHOLE,), {"epochs": 3, "warmup": 0.6, "learning_rate": 0.02}) for name in SIBLINGS},
    "mean": (SIBLINGS, {"epochs": 1, "warmup": 0.2, "learning_rate": 0.005}),
    "one": ((WHOLE,), {"epochs": 10, "learning_rate": 0.02}),
}
"""Runs that begin with other runs of the same seed: their names, and the settings that differ from the recipe."""

STAGES = ((WHOLE, *OTHERS), (*SIBLINGS, "one"), ("mean",))
"""The runs in the order in which they can be trained."""

ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}
"""The environment of a run's process."""

HEAD = f"""# Ablation

The recipe of `nano` on FER2013, {EPOCHS} epochs, one core for each run. Accuracy is the best epoch's on the validation
split (3,589 faces, one pass): the split that chose the epoch. Runs are compared with those of the same seeds; behind ±
is half the distance between two. The standard error of a share of so many faces is 0.8 points. A schedule as short as
this flatters what learns fast and wrongs what prevents overfitting. The cores did other work as well, so the fastest
epochs are compared. No ingredient changes the served network: in multiply-accumulates all of them cost nothing. The
mean of siblings is that of three runs of 3 epochs from one network, and 1 epoch from there; against it stands one run
of as many epochs in all, 10, from the same network. Written by `python -m benchmarks.ablation` from `ablation.csv`.

"""
HEADING = (
    *("ingredient", "seeds", "with", "without", "gain"),
    *("gain, balanced accuracy", "gain, log likelihood", "time of an epoch"),
)


def key(name: str, seed: int) -> str:
    """What the study calls a run; `seed` counts from 0, below SEEDS."""
    return f"{name}-{seed}"


def settings(name: str, seed: int, teachers: tuple[str, ...]) -> TrainSettings:
    """The settings of one run; `name` is WHOLE or a key of OTHERS or LATER."""
    words = RECIPE | {"seed": seed, "teachers": teachers}
    if name in OTHERS:
        words |= OTHERS[name][1]
    if name in LATER:
        before, differing = LATER[name]
        init = tuple(str(NETWORKS / key(other, seed) / "model.keras") for other in before)
        words |= {"init": init, "ema": 0.995} | differing
    if name in SIBLINGS:  # They see the faces in orders of their own.
        words["seed"] = (SIBLINGS.index(name) + 1) * 10 + seed
    return TrainSettings(**words)


def train(name: str, seed: int, data: str, teachers: tuple[str, ...], folder: Path) -> None:
    """One run, in this process."""
    from fer_edge.data.loading import load_split
    from fer_edge.data.votes import find_votes
    from fer_edge.training import runs

    votes = None if name == "votes" else find_votes(data)
    faces = runs.Data(
        name=data, train=load_split(data, "train"), validation=load_split(data, "validation"), votes=votes
    )
    runs.train(settings(name, seed, teachers), faces, folder)


def train_apart(name: str, seed: int, data: str, teachers: Sequence[str]) -> Run:
    """One run in a process of its own, on one core; its network goes to NETWORKS.

    Raises MissingError where a network that it begins with is not there.
    """
    for network in map(Path, settings(name, seed, ()).init):
        if not network.is_file():
            row = network.parent.name
            raise MissingError(f"{key(name, seed)} begins with {network}: to train that, take {row} out of {STUDY}")
    kept = NETWORKS / key(name, seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / kept.name
        folder.mkdir()
        words = ("--data", data, "--teacher", *teachers, "--one", name, str(seed), str(folder))
        subprocess.run([sys.executable, "-m", "benchmarks.ablation", *words], env=os.environ | ONE_CORE, check=True)
        kept.mkdir(parents=True, exist_ok=True)
        for file in ("history.csv", "model.keras", "card.json"):
            shutil.copy(folder / file, kept)
    return read_run(kept)


def train_missing(train_one: Callable[[str, int], Run], only: Sequence[str], study: Path = STUDY) -> None:
    """Train what `study` has no row for, and add it; `only` names runs, none means all."""
    lock = Lock()

    def train_and_add(name: str, seed: int) -> None:
        run = train_one(name, seed)
        with lock:
            add_run(study, run)
        print(f"{run.name}: {run.accuracy:.2%}", flush=True)

    for seed, names in itertools.product(range(SEEDS), STAGES):
        there = read_runs(study)
        missing = [name for name in names if key(name, seed) not in there and (name in only or not only)]
        with ThreadPoolExecutor(usable_cores()) as pool:
            list(pool.map(train_and_add, missing, itertools.repeat(seed)))


def pairs(runs: dict[str, Run], having: str, lacking: str) -> list[tuple[Run, Run]]:
    """The runs with an ingredient and without it, of the seeds with which both were trained."""
    keys = [(key(having, seed), key(lacking, seed)) for seed in range(SEEDS)]
    return [(runs[one], runs[other]) for one, other in keys if one in runs and other in runs]


def row(words: str, compared: list[tuple[Run, Run]]) -> tuple[object, ...]:
    """One ingredient's cells, under HEADING; compared: as `pairs` gives them."""
    having, lacking = zip(*compared, strict=True)

    def gain(figure: str) -> float:
        return _mean(having, figure) - _mean(lacking, figure)

    return (
        words,
        len(compared),
        _accuracy(having),
        _accuracy(lacking),
        f"{100 * gain('accuracy'):+.2f}",
        f"{100 * gain('balanced_accuracy'):+.2f}",
        f"{gain('log_likelihood'):+.3f}",
        f"x {_mean(having, 'epoch_seconds') / _mean(lacking, 'epoch_seconds'):.2f}",
    )


def _mean(runs: Sequence[Run], figure: str) -> float:
    return statistics.fmean(getattr(run, figure) for run in runs)


def _accuracy(runs: Sequence[Run]) -> str:
    """The mean in per cent, and of several runs half of what lies between the lowest and the highest."""
    values = [100 * run.accuracy for run in runs]
    spread = f" ± {(max(values) - min(values)) / 2:.2f}" if len(values) > 1 else ""
    return f"{statistics.fmean(values):.2f}{spread}"


def page(runs: dict[str, Run]) -> str:
    """The text of ablation.md; an ingredient without a pair of runs has no line."""
    parts = [(words, WHOLE, name) for name, (words, _) in OTHERS.items() if name not in ADDED]
    added = [(f"{OTHERS[name][0]} (no part of the recipe)", name, WHOLE) for name in ADDED]
    means = [("the mean of siblings (no part of the recipe)", "mean", "one")]
    compared = [(words, pairs(runs, having, lacking)) for words, having, lacking in (*parts, *added, *means)]
    return HEAD + table(HEADING, [row(words, found) for words, found in compared if found])


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
    try:
        if asked.data:
            train_missing(lambda name, seed: train_apart(name, seed, asked.data, asked.teacher), asked.only)
    except FerEdgeError as error:
        parser.error(str(error))
    PAGE.write_text(page(read_runs(STUDY)))


if __name__ == "__main__":
    main()
