"""The folder of a training run: whose it is, and what a run that stopped has left in it; without Keras, so at once."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fer_edge.artifact.store import free_name
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.files import atomic_write
from fer_edge.system.settings import from_record
from fer_edge.system.untrusted import build, parse_json, read_file
from fer_edge.system.writing.leftovers import is_leftover, sweep
from fer_edge.system.writing.locks import is_free, try_lock

MODELS = Path("models")

STATE = ".run.json"
"""What a run was asked for, beside its backup; a resumed run and an export read it."""

BACKUP = ".backup"
"""What a stopped run goes on from."""

TRACKED = ".mlflow.json"
"""Where a run that has not ended is logged; a resumed one goes on there."""

PRUNED = ".pruned"
"""Made in the folder of a run that a study gave up because others did better: it is not to go on."""

BEGUN = (STATE, TRACKED, "history.csv", "model.keras", "model.part.keras", BACKUP)
"""All that a run leaves that was stopped before it had its card."""


@dataclass(frozen=True, kw_only=True)
class RunState:
    """What a run was asked for, as STATE holds it: the data set and how it is read, the file of votes, the settings."""

    data: str
    votes: str | None
    settings: dict[str, Any]
    reading: dict[str, Any] = field(default_factory=dict)


def new_folder(name: str | None, otherwise: str) -> Path:
    """Where a model of that name goes; without one, a free name like `otherwise`. Raises UsageError when taken."""
    folder = MODELS / (name or free_name(otherwise, MODELS))
    sweep(folder)
    # A run that failed before its first epoch has left nothing but what it was asked for.
    if any(path.name not in (STATE, TRACKED) for path in folder.glob("*")):
        way_out = f", or --resume --name {folder.name}" if _was_stopped(folder) else ""
        raise UsageError(f"{folder} is taken already: choose another --name{way_out}")
    return folder


def read_reading(state: RunState, folder: Path) -> ReadingSettings:
    """How the data set of the run in `folder` is read. Raises FerEdgeError when the file is damaged."""
    try:
        return from_record(ReadingSettings, state.reading)
    except (ValueError, UsageError) as error:
        raise FerEdgeError(f"{folder / STATE} cannot be read ({error}); delete {folder} and train again") from error


def read_state(folder: Path) -> RunState:
    """What the run in `folder` was asked for. Raises FerEdgeError when the file is damaged."""
    path = folder / STATE
    try:
        return build(RunState, parse_json(read_file(path)))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FerEdgeError(f"{path} cannot be read ({reason}); delete {folder} and train again") from error


def write_state(state: RunState, folder: Path) -> None:
    """Write down what the run in `folder` was asked for, whole or not at all."""
    with atomic_write(folder / STATE) as part:
        part.write_text(json.dumps(asdict(state)))


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """Hold `folder` while a run is at work in it. Raises UsageError when another process is."""
    if os.name != "posix":
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        if not try_lock(held):
            raise UsageError(f"another process is training in {folder}: wait for it, or choose another --name")
        yield
    finally:
        os.close(held)


def is_at_work(folder: Path) -> bool:
    """Whether a process is training in `folder`; False where that cannot be told."""
    return os.name == "posix" and os.access(folder, os.R_OK) and not is_free(folder)


def stopped_run(name: str | None) -> Path:
    """The folder of the run that was stopped last, or of the one of that name. Raises MissingError without one."""
    runs = [MODELS / name] if name else sorted(MODELS.glob("*/"), key=lambda path: path.stat().st_mtime)
    stopped = [path for path in runs if _was_stopped(path)]
    if not stopped:
        raise MissingError(f"no stopped run in {runs[0] if name else MODELS}: nothing to --resume")
    return stopped[-1]


def _was_stopped(folder: Path) -> bool:
    """Whether a run in `folder` has a backup, or was killed before it had one: then there is no card yet."""
    if (folder / BACKUP).is_dir():
        return True
    names = {path.name for path in folder.glob("*") if not is_leftover(path)}
    return STATE in names and names <= set(BEGUN)
