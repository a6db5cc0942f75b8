"""What training runs read on FER2013's validation split: writes benchmarks/runs.md from benchmarks/runs.csv.

`python -m benchmarks.runs` writes the table; with `--add models/NAME` the finished runs in these folders, from their
card.json and history.csv, get a row first.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.records import Run, add_run, read_run, read_runs
from fer_edge.errors import FerEdgeError

STUDY = Path(__file__).with_suffix(".csv")
PAGE = STUDY.with_suffix(".md")
HEAD = """# Training runs

FER2013, one run each, read on its validation split (3,589 faces, one pass): the split that chose the epoch kept. By
accuracy alone, or, in later runs, by loss among accuracies that luck parts (see best_epoch). Minutes are wall time on
two x86-64 cores that did other work as well, in later runs those of the runs in init included. `edge-before` was an
`edge` of 706,071 parameters that read 68.90 %; `make models` trains an `edge` without a teacher in its place.
Flip-equivariant: a face and its mirror image get the same answer. EMA: decay of the weights' exponential moving average
per step. Augmentation: how strong. Quantization-aware: learned under the rounding of int8 files. Votes: learned by a
second head, and the share of the targets they decided. Log likelihoods are those before the confidence was calibrated,
which label smoothing lowers. `first` and `rounded` were once shipped as `edge` and `nano`.
Written by `python -m benchmarks.runs` from `runs.csv`, which has more columns.

"""
HEADING = (
    *("run", "parameters", "M MACs", "init", "teachers", "flip-equivariant", "EMA", "augmentation", "mixup", "balance"),
    *("quantization-aware", "votes", "best epoch", "minutes", "accuracy", "log likelihood"),
    *("last epoch's accuracy", "last epoch's log likelihood"),
)


def page(runs: Iterable[Run]) -> str:
    """The text of runs.md."""
    return HEAD + table(HEADING, map(row, runs))


def row(run: Run) -> tuple[object, ...]:
    """One run's cells, under HEADING."""
    return (
        run.name,
        f"{run.parameters:,}",
        f"{run.macs / 1e6:.0f}",
        ", ".join(run.init) or "-",
        ", ".join(run.teachers) or "-",
        "yes" if run.flip_equivariant else "-",
        run.ema or "-",
        f"{run.augment:g}",
        run.mixup or "-",
        run.balance or "-",
        "yes" if run.quantization_aware else "-",
        f"head, {run.trust_votes:g}" if run.votes else "-",
        f"{run.best_epoch} of {run.epochs_run}",
        f"{run.minutes:.0f}",
        f"{100 * run.accuracy:.2f} %",
        f"{run.log_likelihood:.3f}",
        f"{100 * run.last_accuracy:.2f} %",
        f"{run.last_log_likelihood:.3f}",
    )


def main(words: Sequence[str] | None = None) -> None:
    """Add the runs that are named, and write the table; words: of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="+", type=Path, default=[], metavar="FOLDER", help="finished runs to add")
    asked = parser.parse_args(words)
    try:
        for folder in asked.add:
            add_run(STUDY, read_run(folder))
    except FerEdgeError as error:
        parser.error(str(error))
    PAGE.write_text(page(read_runs(STUDY).values()))


if __name__ == "__main__":
    main()
