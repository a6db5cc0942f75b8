"""A study from its first trial to its last, with whoever else works at it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from fer_edge.errors import FerEdgeError
from fer_edge.tuning.results import Tried, read_trial
from fer_edge.tuning.study import Plan, Study
from fer_edge.tuning.trial import Trainer

if TYPE_CHECKING:
    pass

PAUSE = 2.0
"""Seconds from one look at other processes' trials to the next."""

FAILURES = 3
"""Trials that fail one after the other before it is no use to go on."""


class TuneListener(Protocol):
    """Shows a study as it goes on."""

    def count(self, done: int, epochs: int) -> None:
        """So many trials are done, of all processes; the next has so many epochs if it has as many as others."""

    def epoch(self, number: int, epoch: int, accuracy: float) -> None:
        """The trial of that number has run so many epochs, and reads that on validation."""

    def ended(self, trial: Tried, best: Tried | None) -> None:
        """A trial of this process is over."""

    def waiting(self, others: int) -> None:
        """No trial is left to begin, and so many of other processes have not ended yet."""


def tune(plan: Plan, train: Trainer, listener: TuneListener, pause: Callable[[float], None] = time.sleep) -> Study:
    """Run trials until the study has as many as it was asked for, or this process's time is over.

    A trial counts when it has ended or was pruned; one that failed, or whose process is gone, is run again with other
    values. Raises FerEdgeError when several fail one after the other, and what `Study` does.
    """
    study = Study(plan, train, listener.epoch)
    began, failures, waited = time.monotonic(), 0, -1
    while (done := _done(study)) < plan.tune.trials and not _over(plan, began):
        listener.count(done, plan.base.epochs)
        trial = study.run_one()
        if trial is None:
            others = sum(one.state.name == "RUNNING" for one in study.trials())
            if others != waited:
                listener.waiting(others)
            waited = others
            pause(PAUSE)
            study.release_lost()
            continue
        listener.ended(read_trial(trial), best_of(study))
        failures = failures + 1 if study.fault else 0
        if failures == FAILURES and study.fault:
            raise FerEdgeError(f"{FAILURES} trials failed one after the other, the last: {study.fault}")
    listener.count(_done(study), plan.base.epochs)
    return study


def _over(plan: Plan, began: float) -> bool:
    return plan.tune.minutes is not None and time.monotonic() - began >= 60 * plan.tune.minutes


def _done(study: Study) -> int:
    return sum(one.state.name in ("COMPLETE", "PRUNED") for one in study.trials())


def best_of(study: Study) -> Tried | None:
    """The trial with the highest value of those that are allowed; None where there is none."""
    return max(filter(lambda one: one.allowed, tried(study)), key=lambda one: one.value or 0.0, default=None)


def tried(study: Study) -> list[Tried]:
    """Every trial of a study, in the order in which they were begun."""
    return [read_trial(one) for one in study.trials()]
