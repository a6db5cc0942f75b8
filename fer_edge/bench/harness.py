"""Model files measured beside each other: each with each number of threads in a process of its own, asked in turn."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fer_edge.artifact.card import read_card
from fer_edge.bench.faces import BenchFaces, fit_faces
from fer_edge.bench.measuring.process import Worker, open_file, open_products
from fer_edge.bench.measuring.products import MACS
from fer_edge.bench.measuring.rounds import Limits, Measured, Subject, SubjectError, run_rounds
from fer_edge.bench.row import Row
from fer_edge.bench.settings import BenchSettings
from fer_edge.bench.trust import Conditions, Watch, find_doubts
from fer_edge.errors import ModelError, UsageError
from fer_edge.metrics import check_classes, in_order
from fer_edge.system.board import memory

RUNTIMES = {".onnx": "onnxruntime", ".tflite": "litert"}

ROOM = 100_000_000
"""Bytes that a process which is kept alive takes, and a little more."""

PRODUCT_TURNS = 5
"""Of the matrix products, at the least."""

Report = Callable[[str], None]


class Task(NamedTuple):
    """One row that is to be."""

    path: Path
    threads: int


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A benchmark. faces: on what. peaks: multiply-accumulates per second of a matrix product, by threads and type.

    doubts: why its figures should not be trusted, in words.
    """

    rows: list[Row]
    faces: str
    conditions: Conditions
    settings: BenchSettings
    peaks: dict[str, dict[str, float]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def bench_files(files: Sequence[Path], settings: BenchSettings, faces: BenchFaces, report: Report) -> Bench:
    """Measure each file with each number of threads. report: told what is done next.

    A file that cannot run gives a row with a reason. Raises UsageError when there is no face, or when it is to be
    read on faces with other labels than its own.
    """
    if not len(faces.faces.faces):
        raise UsageError("a benchmark needs at least one face")
    watch = Watch()
    tasks = [Task(path, threads) for path in dict.fromkeys(files) for threads in settings.threads]
    found: dict[Task, Row] = {}
    peaks: dict[str, dict[str, float]] = {}
    for group in _groups(tasks, report):
        with _Group(group, settings, faces, report) as opened:
            opened.measure(watch.look)
            found |= opened.rows()
            peaks |= opened.peaks
    rows = [_share(found[task], peaks) for task in tasks]
    conditions = watch.finish()
    return Bench(
        rows=rows,
        faces=faces.called,
        conditions=conditions,
        settings=settings,
        peaks=peaks,
        doubts=find_doubts(rows, conditions),
    )


def _groups(tasks: list[Task], report: Report) -> Iterator[list[Task]]:
    """The tasks that can be alive at once; rows with the same number of threads stay together."""
    free = memory(Path("/"), "MemAvailable")
    products = len({task.threads for task in tasks})
    at_once = len(tasks) if free is None else max(1, int(free * 0.7) // ROOM - products)
    if at_once < len(tasks):
        report(f"memory is short: {at_once} at a time are measured beside each other, of {len(tasks)}")
    together = sorted(tasks, key=lambda task: task.threads)
    yield from (together[at : at + at_once] for at in range(0, len(tasks), at_once))


class _Group:
    """Tasks whose processes are alive at the same time, until the block ends."""

    def __init__(self, tasks: list[Task], settings: BenchSettings, faces: BenchFaces, report: Report) -> None:
        self._tasks, self._settings, self._faces, self._report = tasks, settings, faces, report
        self._known = {path: _known(path) for path in dict.fromkeys(task.path for task in tasks)}
        self._workers: dict[Task, Worker] = {}
        self._reasons: dict[Task, str] = {}
        self._measured: dict[str, Measured] = {}
        self._stack, self._sure = ExitStack(), 0
        self.peaks: dict[str, dict[str, float]] = {}

    def __enter__(self) -> "_Group":
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for task in self._tasks:
                self._report(f"opening {task.path} with {_threads(task.threads)} …")
                try:
                    self._open(task, stack)
                except SubjectError as error:
                    self._reasons[task] = str(error)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, task: Task, stack: ExitStack) -> None:
        worker = open_file(task.path, task.threads, self._settings.batch, self._patience)
        stack.callback(worker.close)
        if self._faces.labelled:  # Now, and not when all has been measured.
            check_classes(tuple(worker.hello["labels"]), self._faces.faces.classes, str(task.path))
        side, channels = worker.hello["side"], worker.hello["channels"]
        stored = self._folder / f"{side}x{channels}.npy"
        if not stored.is_file():
            np.save(stored, self._faces.sample(side, channels))
        worker.ask({"faces": str(stored)})
        self._workers[task] = worker

    @property
    def _patience(self) -> float:
        return self._settings.seconds * len(self._tasks)

    def measure(self, look: Callable[[], None]) -> None:
        """Ask all in turn, and the matrix products with each number of threads as well. look: after each round."""
        if not self._workers:
            return
        subjects: dict[str, Subject] = {_name(task): worker for task, worker in self._workers.items()}
        seconds = self._settings.seconds * len(self._workers)
        self._report(f"measuring, for up to {seconds:.0f} s …")
        with ExitStack() as stack:
            for threads in dict.fromkeys(task.threads for task in self._workers):
                with suppress(SubjectError):  # Without ONNX Runtime there is nothing to hold files against.
                    products = open_products(threads, self._patience)
                    stack.callback(products.close)
                    subjects[_products(threads)] = products
            limits = Limits(seconds=seconds, runs=self._settings.runs, warmup=self._settings.warmup)
            self._measured = run_rounds(subjects, limits, watch=lambda found: self._watch(found, look))
        for threads in dict.fromkeys(task.threads for task in self._workers):
            self.peaks |= _peaks(threads, self._measured.get(_products(threads)))

    def _watch(self, found: Mapping[str, Measured], look: Callable[[], None]) -> None:
        """Look at the board, and tell how far it is where there is news."""
        look()
        sure = sum(found[_name(task)].settled for task in self._workers)
        if sure > self._sure:
            self._report(f"{sure} of {len(self._workers)} rows are sure to 2 %")
        self._sure = sure

    def rows(self) -> dict[Task, Row]:
        """A row for each task."""
        accuracies: dict[Path, dict[str, Any]] = {}
        found = {}
        for task in self._tasks:
            row = Row(
                file=task.path.name,
                folder=str(task.path.parent),
                runtime=RUNTIMES.get(task.path.suffix, "unknown"),
                threads=task.threads,
                **self._known[task.path],
            )
            worker = self._workers.get(task)
            try:
                if worker is None:
                    raise SubjectError(self._reasons[task])
                row = replace(row, **self._figures(task, worker))
                if self._faces.labelled:
                    if task.path not in accuracies:
                        self._report(f"reading {len(self._faces.faces.labels)} faces with {task.path} …")
                        accuracies[task.path] = _accuracy(worker, self._faces, self._folder)
                    row = replace(row, **accuracies[task.path])
            except SubjectError as error:
                row = replace(row, reason=str(error))
            found[task] = row
        return found

    def _figures(self, task: Task, worker: Worker) -> dict[str, Any]:
        measured = self._measured[_name(task)]
        if measured.reason is not None:
            raise SubjectError(measured.reason)
        # Read before accuracy is, which takes large batches.
        resident = worker.ask({})
        kept = {name: worker.hello[name] for name in ("load_ms", "first_ms", "model", "macs")}
        return kept | summarise(measured) | {key: resident[name] / 1e6 for key, name in MEMORY.items()}


MEMORY = {"memory_mb": "peak", "steady_mb": "steady"}


def _name(task: Task) -> str:
    return f"{task.path} x{task.threads}"


def _peaks(threads: int, found: Measured | None) -> dict[str, dict[str, float]]:
    """By threads and type, multiply-accumulates per second of the quickest call: that which nothing disturbed.

    Empty where there were too few turns for such a call.
    """
    if found is None or found.reason or any(len(one.slices) < PRODUCT_TURNS for one in found.series.values()):
        return {}
    return {str(threads): {str(name): MACS / min(one.took) * 1000 for name, one in found.series.items()}}


def _products(threads: int) -> str:
    return f"products x{threads}"


def _threads(count: int) -> str:
    return f"{count} thread{'s' * (count > 1)}"


def _known(path: Path) -> dict[str, Any]:
    """What can be told of a file without running it; accuracy as card.json says of this very file, if it does."""
    if not path.is_file():
        return {}
    content = path.read_bytes()
    known: dict[str, Any] = {"size": len(content), "sha256": sha256(content).hexdigest()}
    try:
        card = read_card(path.parent)
    except ModelError:
        return known
    figures = card.figures.get(path.name, {})
    if card.sha256.get(path.name, known["sha256"]) == known["sha256"] and "accuracy" in figures:
        known |= {"accuracy": figures["accuracy"], "accuracy_of": f"card, {figures.get('split', 'unknown split')}"}
    return known


def summarise(measured: Measured) -> dict[str, Any]:
    """The figures of a row that come of its calls."""
    first = measured.series[measured.first]
    batch, estimate = int(measured.first), first.estimate
    p95, p99 = np.percentile(first.took, (95, 99)).tolist()
    speeds = {
        str(faces): int(faces) / one.estimate.median * 1000 for faces, one in measured.series.items() if one.slices
    }
    return {
        "batch": batch,
        "p50_ms": estimate.median,
        "interval_ms": None if estimate.low is None or estimate.high is None else (estimate.low, estimate.high),
        "settled": measured.settled,
        "p95_ms": p95,
        "p99_ms": p99,
        "cpu_ms": first.cpu,
        "calls": len(first.took),
        "faces_per_second": speeds[str(batch)],
        "throughput": speeds,
    }


def _accuracy(worker: Worker, faces: BenchFaces, folder: Path) -> dict[str, Any]:
    """Accuracy on all the faces, read in the process that holds the file."""
    labels, classes = tuple(worker.hello["labels"]), faces.faces.classes
    source, target = folder / "all.npy", folder / "answers.npy"
    np.save(source, fit_faces(faces.faces.faces, worker.hello["side"], worker.hello["channels"]))
    worker.ask({"predict": [str(source), str(target)]})
    answers = in_order(np.load(target), labels, classes).argmax(axis=1)
    return {"accuracy": float((answers == faces.faces.labels).mean()), "accuracy_of": faces.called}


def _share(row: Row, peaks: dict[str, dict[str, float]]) -> Row:
    """The row with its share of what this machine can do at most."""
    most = peaks.get(str(row.threads), {}).get("int8" if ".int8." in row.file else "float")
    if most is None or row.macs is None or row.faces_per_second is None:
        return row
    return replace(row, peak_share=row.macs * row.faces_per_second / most)
