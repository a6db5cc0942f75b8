"""The process of one trial: asked by a line of JSON, it tells every epoch, and ends with its asker.

A process of its own, because TensorFlow and JAX never give back all that a training run took.
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from fer_edge.artifact.card import read_card, write_card
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import FerEdgeError
from fer_edge.system.settings import from_record
from fer_edge.system.untrusted import build
from fer_edge.training.folders import PRUNED
from fer_edge.training.settings import RunSettings, TrainSettings
from fer_edge.tuning.settings import limit_ms
from fer_edge.tuning.trial import GoOn, PrunedError, TrialResult, TrialTask

if TYPE_CHECKING:
    from fer_edge.metrics import Score
    from fer_edge.training.runs import Run

GO_ON, STOP = "go on", "stop"


class EpochAsker:
    """Listens to a run as it goes on, and ends it when nobody wants more of it; see ProgressListener."""

    def __init__(self, go_on: GoOn, epochs: int) -> None:
        self._go_on, self._epochs, self._number = go_on, epochs, 0

    def start(self, steps: int) -> None:
        """Steps are nobody's concern."""

    def epoch(self, number: int) -> None:
        """Know which epoch it is."""
        self._number = number + 1

    def step(self, done: int, loss: float, accuracy: float) -> None:
        """Steps are nobody's concern."""

    def epoch_done(self, loss: float, accuracy: float, validation: float) -> None:
        """Raises PrunedError when the run is to stop; after its last epoch that would save nothing."""
        if not self._go_on(self._number, validation) and self._number < self._epochs:
            raise PrunedError(f"pruned after epoch {self._number}")

    def stop(self) -> None:
        """Nothing is open."""


def train_here(task: TrialTask, go_on: GoOn) -> TrialResult:
    """Run a trial in this process; a Trainer."""
    from fer_edge.training.backend import prepare_export, prepare_training

    if limit_ms(task.objective) is not None:
        prepare_export()
    prepare_training()
    from fer_edge.training import runs
    from fer_edge.training.backend import current_backend
    from fer_edge.training.callbacks.progress import ProgressCallback

    settings = from_record(TrainSettings, task.settings)
    where = RunSettings(name=task.folder, votes=Path(task.votes) if task.votes else None)
    reading = from_record(ReadingSettings, task.reading)
    run = runs.begin(task.data, where, settings, current_backend(), _quiet, reading)
    try:
        listener = EpochAsker(go_on, settings.epochs)
        score = runs.train(run.settings, run.data, run.folder, (ProgressCallback(listener),))
    except PrunedError:
        _give_up(run.folder)
        raise
    return _judge(task, run, score)


def _quiet(line: str) -> None:
    """What is to be said of the data was said once, by the asker."""


def _give_up(folder: Path) -> None:
    """Keep of a pruned run what it was asked for and its history, and mark it so."""
    from fer_edge.training.backup import remove_backup

    (folder / PRUNED).touch()
    (folder / "model.keras").unlink(missing_ok=True)
    remove_backup(folder)


def _judge(task: TrialTask, run: "Run", score: "Score") -> TrialResult:
    """The objective's value, which may be another file's or of changed faces."""
    digests = read_card(run.folder).trained["sha256"]
    result = TrialResult(value=score.accuracy, accuracy=score.accuracy, faces=score.faces, sha256=digests)
    if task.objective == "shifted":
        return replace(result, value=_shifted(task, run))
    if limit_ms(task.objective) is not None:
        accuracy, latency = _exported(run)
        return replace(result, value=accuracy, accuracy=accuracy, latency_ms=latency)
    return result


def _shifted(task: TrialTask, run: "Run") -> float:
    """Mean accuracy under shifts on some of the validation faces, which the card keeps as well."""
    from fer_edge.robustness.report import measure
    from fer_edge.robustness.shifts import SHIFTS
    from fer_edge.training.keras_engine import KerasEngine

    engine = KerasEngine(run.folder / "model.keras")
    found = measure(engine.predict, run.data.validation.sample(task.shift_faces), shifts=SHIFTS)
    card = engine.card
    kept = {"robustness": found.figures(), "robustness_faces": found.faces}
    figures = card.figures | {"model.keras": card.figures.get("model.keras", {}) | kept}
    write_card(replace(card, figures=figures), run.folder)
    return found.mean


def _exported(run: "Run") -> tuple[float, float]:
    """Accuracy of the int8 file on validation, and milliseconds of its median call on one thread of this board."""
    from fer_edge.bench.faces import BenchFaces
    from fer_edge.bench.harness import bench_files
    from fer_edge.bench.settings import BenchSettings
    from fer_edge.export import pipeline
    from fer_edge.export.settings import ExportSettings

    # A file that loses much is no failure here: its accuracy says so.
    settings = ExportSettings(int8=True, max_drop=1.0, shift_faces=0)
    reports = pipeline.export(run.folder, run.data.train, run.data.validation, settings, _quiet)
    file = "model.int8.onnx"
    accuracy = next(report.score.accuracy for report in reports if report.file == file)
    faces = BenchFaces(faces=run.data.validation, called="validation")
    row = bench_files([run.folder / file], BenchSettings(threads=(1,), batch=(1,)), faces, _quiet).rows[0]
    if row.p50_ms is None:
        raise FerEdgeError(f"{run.folder / file} could not be measured: {row.reason}")
    return accuracy, row.p50_ms


def main() -> None:
    """Answer on what was stdout; what libraries print there goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(what: dict[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    heard: queue.SimpleQueue[str] = queue.SimpleQueue()
    task = build(TrialTask, json.loads(sys.stdin.readline()))
    threading.Thread(target=_listen, args=(sys.stdin, heard), daemon=True).start()
    try:
        say({"result": asdict(train_here(task, _asker(say, heard)))})
    except PrunedError as end:
        say({"pruned": str(end)})
    except FerEdgeError as error:
        say({"error": str(error)})


def _asker(say: Callable[[dict[str, Any]], None], heard: "queue.SimpleQueue[str]") -> GoOn:
    def go_on(epoch: int, accuracy: float) -> bool:
        say({"epoch": epoch, "accuracy": accuracy})
        return heard.get() == GO_ON

    return go_on


def _listen(stream: IO[str], heard: "queue.SimpleQueue[str]") -> None:
    """Hand on each line; when there can be no more the asker is gone, and nobody wants this trial."""
    for line in stream:
        heard.put(line.strip())
    os._exit(1)


if __name__ == "__main__":
    main()
