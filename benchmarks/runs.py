"""What training runs read on FER2013's validation split: writes benchmarks/runs.md from benchmarks/runs.csv.

`python -m benchmarks.runs` writes the table; with `--add models/NAME` the finished runs in these folders, from their
card.json and history.csv, get a row first; with `--data` they are read under shifts as well.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.records import Run, add_run, read_run, read_runs
from fer_edge.data.loading import load_split
from fer_edge.errors import FerEdgeError

STUDY = Path(__file__).with_suffix(".csv")
PAGE = STUDY.with_suffix(".md")
HEAD = """# Training runs

FER2013, one run each, read on its validation split (3,589 faces, one pass): the split that chose the epoch kept, and
which of the runs is shipped. `make models` trains teacher-1 to teacher-4, edge and nano; the others are what was tried
beside them. All learned in JAX on one accelerator (H100) that up to four of them shared; minutes are wall time of the
epochs, those of the runs in init included. From an empty folder to the last network, compilation, data and the tries
included, it took 14 minutes; cards and histories of the teachers lie in `benchmarks/teachers`. EMA: decay of the
weights' exponential moving average per step. Augmentation: how strong, and in the last 15 % of the epochs.
Degradation: how often a camera's faults come, 1 to half of the faces. Turned: the share of faces turned by up to 35
degrees. Under shifts: the mean accuracy under the 18 shifts of `fer-edge eval --robustness`. Log likelihoods are those
before the confidence was calibrated.
Written by `python -m benchmarks.runs` from `runs.csv`, which has more columns.

"""
HEADING = (
    *("run", "parameters", "M MACs", "init", "teachers", "augmentation", "degradation", "turned", "balance", "EMA"),
    *("quantization-aware", "best epoch", "minutes", "accuracy", "balanced accuracy", "under shifts", "log likelihood"),
)


def page(runs: Iterable[Run]) -> str:
    """The text of runs.md."""
    return HEAD + table(HEADING, map(row, runs))


def row(run: Run) -> tuple[object, ...]:
    """One run's cells, under HEADING."""
    eased = "" if run.augment_end is None else f", then {run.augment_end:g}"
    return (
        run.name,
        f"{run.parameters:,}",
        f"{run.macs / 1e6:.0f}",
        ", ".join(run.init) or "-",
        ", ".join(run.teachers) or "-",
        f"{run.augment:g}{eased}",
        run.degrade or "-",
        run.turned or "-",
        run.balance or "-",
        run.ema or "-",
        "yes" if run.quantization_aware else "-",
        f"{run.best_epoch} of {run.epochs_run}",
        f"{run.minutes:.1f}",
        _percent(run.accuracy),
        _percent(run.balanced_accuracy),
        _percent(run.shifted_accuracy),
        f"{run.log_likelihood:.3f}",
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"


def main(words: Sequence[str] | None = None) -> None:
    """Add the runs that are named, and write the table; words: of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="+", type=Path, default=[], metavar="FOLDER", help="finished runs to add")
    parser.add_argument("--data", help="FER2013, to read them under shifts")
    asked = parser.parse_args(words)
    try:
        validation = load_split(asked.data, "validation") if asked.data else None
        for folder in asked.add:
            add_run(STUDY, read_run(folder, validation))
    except FerEdgeError as error:
        parser.error(str(error))
    PAGE.write_text(page(read_runs(STUDY).values()))


if __name__ == "__main__":
    main()
