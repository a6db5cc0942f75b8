"""A study whose trials are a formula; `python -m tests.tuning.fakes FOLDER [STORAGE]` is one more process of it."""

import os
import signal
import sys
from pathlib import Path

from fer_edge.training.folders import MODELS
from fer_edge.training.settings import TrainSettings
from fer_edge.tuning import storage
from fer_edge.tuning.settings import TuneSettings
from fer_edge.tuning.space import read_space
from fer_edge.tuning.study import Plan
from fer_edge.tuning.trial import GoOn, PrunedError, TrialResult, TrialTask

SPACE = {"augment": {"low": 0.0, "high": 1.0}, "batch": [16, 32]}
DIGESTS = {"train": "a", "validation": "b"}


def plan_of(space=SPACE, base: TrainSettings | None = None, **wishes) -> Plan:
    """A plan whose folder is there."""
    base = base or TrainSettings(epochs=3)
    wishes = TuneSettings(**{"study": "fake", "trials": 4} | wishes)
    task = TrialTask(
        data="faces", votes=None, reading={}, folder="", settings={}, objective=wishes.objective, shift_faces=5
    )
    plan = Plan(name="fake", tune=wishes, base=base, space=read_space(space, base, "[tune]"), task=task)
    plan.folder.mkdir(parents=True, exist_ok=True)
    return plan


def formula(task: TrialTask, go_on: GoOn) -> TrialResult:
    """The less augmentation the better; told at three epochs. It leaves a folder, as a run does."""
    (MODELS / task.folder).mkdir(parents=True)
    value = 1 - task.settings["augment"]
    for epoch in (1, 2, 3):
        if not go_on(epoch, value * epoch / 3):
            raise PrunedError("enough")
    return TrialResult(value=value, accuracy=value, faces=10, sha256=DIGESTS)


class Heard:
    """What a study tells, in order."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.epochs: list[tuple[int, int]] = []
        self.trials: list[str] = []
        self.waits: list[int] = []

    def count(self, done: int, epochs: int) -> None:
        self.counts.append(done)

    def epoch(self, number: int, epoch: int, accuracy: float) -> None:
        self.epochs.append((number, epoch))

    def ended(self, trial, best) -> None:
        self.trials.append(trial.state)

    def waiting(self, others: int) -> None:
        self.waits.append(others)


def kill_in_trial(task: TrialTask, go_on: GoOn) -> TrialResult:
    """kill -9 in the midst of a trial."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


if __name__ == "__main__":
    from fer_edge.tuning.tune import tune

    os.chdir(Path(sys.argv[1]))
    storage.HEARTBEAT = 1
    tune(plan_of(prune=False, storage=sys.argv[2] if sys.argv[2:] else None), kill_in_trial, Heard())
