"""One trial as it is asked for and answered, by whichever process runs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fer_edge.errors import FerEdgeError


@dataclass(frozen=True, kw_only=True)
class TrialTask:
    """A run to be made.

    data, votes, reading: as of a run. folder: of its model, below models/. settings: of TrainSettings. objective,
    shift_faces: of TuneSettings.
    """

    data: str
    votes: str | None
    reading: dict[str, Any]
    folder: str
    settings: dict[str, Any]
    objective: str
    shift_faces: int


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """What a run read on validation.

    value: of the objective; accuracy: of what it is about, fractions. faces: how many. latency_ms: the median call of
    the int8 file on one thread, where it was measured. sha256: of the training and the validation faces.
    """

    value: float
    accuracy: float
    faces: int
    latency_ms: float | None = None
    sha256: dict[str, str] = field(default_factory=dict)


class PrunedError(FerEdgeError):
    """The trial was told to stop; what it leaves is marked so."""


GoOn = Callable[[int, float], bool]
"""Told an epoch's number, from 1, and its validation accuracy; whether the run is to go on."""

Trainer = Callable[[TrialTask, GoOn], TrialResult]
"""Runs a trial. Raises PrunedError when it was told not to go on, FerEdgeError when it failed."""
