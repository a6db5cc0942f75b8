"""A few dozen faces to a model of other labels: writes benchmarks/transfer.csv and benchmarks/transfer.md.

`python -m benchmarks.transfer --data ../data` trains what is missing in the CSV, of each of TASKS, for some numbers of
faces and seeds, and judges it beside the model it began with on the validation faces of FER2013.
"""

import argparse
import csv
import os
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.markdown import table
from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import find_model
from fer_edge.data.faces import FaceSet
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.metrics import Score, score
from fer_edge.system.files import atomic_write
from fer_edge.training.backend import current_backend
from fer_edge.training.keras_engine import load_keras, predict
from fer_edge.training.recipes import FEW, filled
from fer_edge.training.runs import begin, train
from fer_edge.training.settings import RunSettings, TrainSettings
from fer_edge.training.transfer.head import even_biases, softmax

Task = dict[str, tuple[str, ...]]
"""Which labels of FER2013 each new one stands for."""

MOOD: Task = {"negative": ("angry", "disgust", "fear", "sad"), "neutral": ("neutral",), "positive": ("happy",)}
UPSIDE_DOWN = "mood-upside-down"
TASKS: dict[str, Task] = {
    "mood": MOOD,
    UPSIDE_DOWN: MOOD,
    "disgust": {"disgust": ("disgust",), "other": ("angry", "fear", "happy", "neutral", "sad", "surprise")},
}
PAGE, RECORD = Path(__file__).with_suffix(".md"), Path(__file__).with_suffix(".csv")
HEADING = (
    "task",
    "faces per label",
    "seeds",
    "`{model}`, merged",
    "merged and made even",
    "`--from {model}`",
    "minutes",
)
HEAD = """# A few dozen faces to a model of one's own

`fer-edge train --from {model}` with faces drawn from FER2013's training split, the same number of each new label, a
tenth of them held out; judged on all faces of its validation split that have one of the new labels. None of those was
trained on, but 280 of the 3,589 are copies of training faces of `{model}`, which was chosen on them. `{model}` has
learned the faces that are drawn, with their seven labels: faces of your own are new to it. `mood` is negative (angry,
disgust, fear, sad), neutral, positive (happy); `disgust` is disgust or another; `mood-upside-down` stands for a camera
whose faces `{model}` does not know, emulated by turning all faces over.

Each cell: balanced accuracy (the mean over the labels of the share that is found), accuracy, and log likelihood; the
mean of the seeds, ± the standard deviation between them. Merged: the probabilities of `{model}` for the labels that a
new one stands for, summed; nothing is learned. Made even: the same, with a bias for each label that makes all as likely
on the faces that were given; that needs to know which old labels make up a new one, which `--from` is not told. Where
the labels are merged ones and the faces known, being even is nearly all there is to learn, and costs accuracy where one
label is frequent.
Minutes: wall time of a run on {board}, much other work beside it. Written by
`python -m benchmarks.transfer`.

"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One run and those beside it. faces: of each label. Figures are those of HEAD, as fractions and nats."""

    task: str
    faces: int
    seed: int
    merged_balanced: float
    merged_accuracy: float
    merged_log_likelihood: float
    even_balanced: float
    even_accuracy: float
    even_log_likelihood: float
    own_balanced: float
    own_accuracy: float
    own_log_likelihood: float
    minutes: float


def relabel(faces: FaceSet, name: str) -> FaceSet:
    """The faces that have one of the new labels of a task, with these."""
    task = TASKS[name]
    new = {faces.classes.index(old): number for number, olds in enumerate(task.values()) for old in olds}
    labels = np.array([new.get(label, -1) for label in faces.labels.tolist()])
    there = labels >= 0
    rows = faces.rows[there]
    shown = faces.faces[there][:, ::-1] if name == UPSIDE_DOWN else faces.faces[there]
    return FaceSet(faces=shown, labels=labels[there], rows=rows, classes=tuple(task))


def draw(faces: FaceSet, count: int, seed: int) -> np.ndarray:
    """The indices of `count` faces of each label."""
    order = np.random.default_rng(seed).permutation(len(faces.labels))
    return np.concatenate([order[faces.labels[order] == label][:count] for label in range(len(faces.classes))])


def merge(answers: np.ndarray, labels: tuple[str, ...], task: Task) -> np.ndarray:
    """Answers [N, old] as those for the new labels [N, new]; what has none of them is left out."""
    sums = np.stack([answers[:, [labels.index(old) for old in olds]].sum(axis=1) for olds in task.values()], axis=1)
    return sums / sums.sum(axis=1, keepdims=True)


def train_own(faces: FaceSet, model: str, seed: int) -> tuple[Path, float]:
    """The folder of the model that `train --from` makes of these faces, under the present one, and minutes."""
    np.savez("faces.npz", faces=faces.faces[..., 0], labels=faces.labels, classes=np.array(faces.classes))
    settings = filled(TrainSettings(begin_from=model, seed=seed), FEW, ())
    run = begin("faces.npz", RunSettings(), settings, current_backend(), print, ReadingSettings())
    began = time.monotonic()
    train(run.settings, run.data, run.folder)
    return run.folder.absolute(), (time.monotonic() - began) / 60


def measure(task: str, count: int, seed: int, splits: tuple[FaceSet, FaceSet], model: str) -> Row:
    """One run, and the model it began with beside it."""
    labels, network = read_card(find_model(model)).labels, load_keras(find_model(model) / "model.keras")
    faces, judge = (relabel(split, task) for split in splits)
    chosen = draw(faces, count, seed)
    faces = FaceSet(
        faces=faces.faces[chosen], labels=faces.labels[chosen], rows=faces.rows[chosen], classes=faces.classes
    )
    merged, given = (
        np.log(merge(predict(network, shown), labels, TASKS[task]) + 1e-7) for shown in (judge.faces, faces.faces)
    )
    even = merged + even_biases(given, np.full(len(faces.classes), 1 / len(faces.classes)))
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            place, minutes = train_own(faces, model, seed)
            own = predict(load_keras(place / "model.keras"), judge.faces)
        finally:
            os.chdir(here)
    scores = {"merged": np.exp(merged), "even": softmax(even), "own": own}
    figures = {
        name: value for who, answers in scores.items() for name, value in cells(who, score(answers, judge.labels))
    }
    return Row(task=task, faces=count, seed=seed, minutes=round(minutes, 2), **figures)


def cells(who: str, read: Score) -> list[tuple[str, float]]:
    """The figures of one answerer, by the fields of Row."""
    return [
        (f"{who}_balanced", round(read.balanced_accuracy, 4)),
        (f"{who}_accuracy", round(read.accuracy, 4)),
        (f"{who}_log_likelihood", round(-read.nll, 4)),
    ]


def read_rows() -> dict[tuple[str, int, int], Row]:
    """What has been measured, by task, faces and seed."""
    if not RECORD.exists():
        return {}
    with RECORD.open(newline="") as lines:
        rows = [Row(**{f.name: f.type(line[f.name]) for f in fields(Row)}) for line in csv.DictReader(lines)]  # type: ignore[operator]
    return {(row.task, row.faces, row.seed): row for row in rows}


def write_rows(rows: dict[tuple[str, int, int], Row]) -> None:
    """Write the record, sorted, whole or not at all."""
    with atomic_write(RECORD) as part, part.open("w", newline="") as lines:
        sheet = csv.DictWriter(lines, [field.name for field in fields(Row)], lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(asdict(rows[key]) for key in sorted(rows))


def page(rows: list[Row], model: str, board: str) -> str:
    """The page of all rows."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.task, row.faces), []).append(row)
    lines = [
        (task, faces, len(same), *(_cell(same, who) for who in ("merged", "even", "own")), _minutes(same))
        for (task, faces), same in sorted(groups.items())
    ]
    return HEAD.format(model=model, board=board) + table([cell.format(model=model) for cell in HEADING], lines)


def _cell(rows: list[Row], who: str) -> str:
    balanced, accuracy, likelihood = (
        np.array([getattr(row, f"{who}_{what}") for row in rows]) for what in ("balanced", "accuracy", "log_likelihood")
    )
    spread = "" if who == "merged" else f" ± {100 * balanced.std(ddof=1):.1f}" if len(rows) > 1 else ""
    return f"**{balanced.mean():.1%}**{spread}, {accuracy.mean():.1%}, {likelihood.mean():.3f}"


def _minutes(rows: list[Row]) -> str:
    return f"{np.mean([row.minutes for row in rows]):.1f}"


def main() -> None:
    """Train, judge and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="edge")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--faces", type=int, nargs="+", default=[20, 40, 80])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--board", default="two shared x86-64 cores")
    asked = parser.parse_args()
    splits = load_split(asked.data, "train"), load_split(asked.data, "validation")
    for seed in asked.seeds:
        for task in asked.tasks:
            for count in asked.faces:
                if (task, count, seed) not in read_rows():
                    row = measure(task, count, seed, splits, asked.model)
                    write_rows(read_rows() | {(task, count, seed): row})
    PAGE.write_text(page(list(read_rows().values()), asked.model, asked.board))


if __name__ == "__main__":
    main()
