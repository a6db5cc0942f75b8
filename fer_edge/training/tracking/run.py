"""The run of a training in a tracking store, which may go away and come back without the training noticing."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import keras

from fer_edge.errors import FerEdgeError
from fer_edge.metrics import Score
from fer_edge.system.files import atomic_write
from fer_edge.system.untrusted import build, parse_json, read_file
from fer_edge.system.version import VERSION
from fer_edge.training.folders import TRACKED
from fer_edge.training.history import Epoch, read_history
from fer_edge.training.runs import Run
from fer_edge.training.tracking.store import TrackingStore

FILES = ("model.keras", "card.json", "history.csv", "curves.png", "confusion.png")
"""What is logged of a model that is done."""


class Store(Protocol):
    """What a run needs of a TrackingStore."""

    def begin(self, name: str, params: dict[str, Any], tags: dict[str, str]) -> str: ...
    def go_on(self, run: str) -> int: ...
    def add_epochs(self, run: str, epochs: list[Epoch]) -> None: ...
    def add_results(self, run: str, figures: dict[str, float], files: list[Path]) -> None: ...
    def end(self, run: str, status: str) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """Where a run is logged, as TRACKED in its folder holds it: the store, and the run's id there."""

    uri: str
    run: str


class TrackedRun(keras.callbacks.Callback):
    """Logs each epoch of the run in `folder`, and what came out; a context, at whose end the run's state is logged.

    A store that fails costs one line on `report`, and no training: what it missed is sent when it answers again, since
    history.csv has it all.
    """

    def __init__(self, store: Store, run: str, folder: Path, report: Callable[[str], None]) -> None:
        super().__init__()
        self.store, self.run, self.folder, self.report = store, run, folder, report
        self.sent: int | None = None  # Epochs that the store has; None: it has to be asked.
        self.lost = self.begun = False

    def __enter__(self) -> "TrackedRun":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Log how it ended, if it began. After a success nothing goes on from here any more."""
        if not self.begun:
            return
        stopped = kind is not None and not issubclass(kind, Exception)
        status = "FINISHED" if kind is None else "KILLED" if stopped else "FAILED"
        if self._try(lambda: self.store.end(self.run, status)) and status == "FINISHED":
            (self.folder / TRACKED).unlink(missing_ok=True)

    def on_train_begin(self, logs=None) -> None:
        """Mark the run as running, which after a resume it was not."""
        self.begun = True
        self._try(self._ask)

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Send this epoch, and those that were missed."""
        self._try(self._send)

    def conclude(self, score: Score, labels: tuple[str, ...]) -> None:
        """Log the figures of the model that was kept, its files and its pictures."""
        files = [self.folder / name for name in FILES if (self.folder / name).is_file()]
        there = self._try(self._send) and self._try(
            lambda: self.store.add_results(self.run, best_figures(score, labels), files)
        )
        if not there:
            self.report(f"the model is not in MLflow; its files are in {self.folder}")

    def _ask(self) -> None:
        self.sent = self.store.go_on(self.run)

    def _send(self) -> None:
        if self.sent is None:
            self._ask()
        missing = [epoch for epoch in read_history(self.folder) if epoch["epoch"] > (self.sent or 0)]
        if missing:
            self.store.add_epochs(self.run, missing)
            self.sent = int(missing[-1]["epoch"])

    def _try(self, work: Callable[[], None]) -> bool:
        """Whether the store did it; the first time that it did not, and that it did again, is told."""
        try:
            work()
        except FerEdgeError as error:
            self.sent = None  # It may have taken what it did not answer for.
            if not self.lost:
                self.lost = True
                self.report(f"{error}; training goes on, and sends what is missing when it answers")
            return False
        if self.lost:
            self.lost = False
            self.report("MLflow answers again")
        return True


def track(run: Run, uri: str | None, backend: str, report: Callable[[str], None]) -> TrackedRun | None:
    """The run's place in the store: that which it had before it was resumed, else a new one at `uri`; None without any.

    Raises FerEdgeError when a new one cannot be made.
    """
    known = read_tracked(run.folder)
    if known and uri in (None, known.uri):
        return TrackedRun(TrackingStore(known.uri), known.run, run.folder, report)
    if uri is None:
        return None
    store = TrackingStore(uri)
    name = store.begin(run.folder.name, describe(run, backend), {"fer-edge": VERSION})
    with atomic_write(run.folder / TRACKED) as part:
        part.write_text(json.dumps(asdict(Tracked(uri=uri, run=name))))
    return TrackedRun(store, name, run.folder, report)


def read_tracked(folder: Path) -> Tracked | None:
    """Where the run in `folder` is logged, or None. Raises FerEdgeError when the file is damaged."""
    path = folder / TRACKED
    if not path.exists():
        return None
    try:
        return build(Tracked, parse_json(read_file(path)))
    except (OSError, ValueError) as error:
        raise FerEdgeError(f"{path} cannot be read ({error}); delete it, and the run goes on without MLflow") from error


def describe(run: Run, backend: str) -> dict[str, Any]:
    """The params of a run: every setting as it is done, the data and the backend."""
    data = run.data
    return asdict(run.settings) | {
        "data": data.name,
        "train_faces": len(data.train.labels),
        "validation_faces": len(data.validation.labels),
        "classes": ", ".join(data.train.classes),
        "votes": data.votes.name if data.votes else None,
        "backend": backend,
    }


def best_figures(score: Score, labels: tuple[str, ...]) -> dict[str, float]:
    """The validation figures of the model that was kept, by names that stand apart from those of the curves."""
    named = ("accuracy", "balanced_accuracy", "calibration_error", "nll")
    figures = {f"model/val_{name}": float(getattr(score, name)) for name in named}
    return figures | {f"model/val_recall/{label}": share for label, share in zip(labels, score.recall, strict=True)}
