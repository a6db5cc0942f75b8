"""A study as tables and lines, and as it goes on."""

import time
from typing import TYPE_CHECKING

from fer_edge.cli.console import cell, note, notes, results
from fer_edge.cli.progress import timed_bar
from fer_edge.cli.tables.runs import shown

if TYPE_CHECKING:
    from fer_edge.tuning.results import Tried

MOST = 10
"""Trials in the table: the best."""


class TuneProgress:
    """A Rich bar over all trials of a study, and a line for each of this process; see TuneListener."""

    def __init__(self, trials: int) -> None:
        self._trials, self._done, self._epochs = trials, 0, 1
        self._before: int | None = None
        self._began = time.monotonic()
        self._bar = timed_bar(3600, transient=True)
        self._task = self._bar.add_task("preparing", total=trials)

    def __enter__(self) -> "TuneProgress":
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def count(self, done: int, epochs: int) -> None:
        """Set the bar to the trials that are done."""
        if self._before is None:
            self._before = done
            self._bar.reset(self._task, total=self._trials, completed=done)
        self._done, self._epochs = done, epochs
        self._bar.update(self._task, completed=done, description=f"{done} of {self._trials} trials")

    def epoch(self, number: int, epoch: int, accuracy: float) -> None:
        """Move the bar by a part of a trial."""
        text = f"{self._done} of {self._trials} trials; {number}: epoch {epoch} validation {accuracy:.1%}"
        part = min(epoch / self._epochs, 1)
        self._bar.update(self._task, completed=self._done + part, description=text)

    def ended(self, trial: "Tried", best: "Tried | None") -> None:
        """Say how a trial went, the best so far, and what is left."""
        options = ", ".join(f"{name} {shown(value)}" for name, value in trial.options.items())
        held = f"; best {_value(best)} (trial {best.number})" if best else ""
        note(f"trial {trial.number}: {_outcome(trial)} with {options}{held}{self._left(trial)}")

    def waiting(self, others: int) -> None:
        """Say what it is that is waited for."""
        if others:
            note(f"no trial is left to begin: waiting for {others} of other processes")

    def _left(self, trial: "Tried") -> str:
        """The time that is left at the speed of this sitting, with all who work at the study."""
        done = self._done + (trial.state in ("finished", "pruned"))
        here, left = done - (self._before or 0), self._trials - done
        if here <= 0 or left <= 0:
            return ""
        seconds = (time.monotonic() - self._began) / here * left
        return f"; about {seconds / 60:.0f} min left" if seconds >= 90 else f"; about {seconds:.0f} s left"


def _value(trial: "Tried") -> str:
    return "-" if trial.value is None else f"{trial.value:.2%}"


def _outcome(trial: "Tried") -> str:
    if trial.state == "pruned":
        return f"pruned after epoch {trial.epochs} at {trial.accuracy or 0:.2%}"
    if trial.state != "finished":
        return f"failed ({trial.fault})" if trial.fault else trial.state
    latency = "" if trial.latency_ms is None else f", {trial.latency_ms:.2f} ms"
    return f"{_value(trial)}{latency}{'' if trial.allowed else ', above the limit'}"


def print_study(trials: "list[Tried]", objective: str, *, to_stderr: bool) -> None:
    """Print the best trials, then how many of each state there are. On stderr where stdout has the JSON."""
    console = notes if to_stderr else results
    console.print(_table([one for one in trials if one.state == "finished"], objective))
    counts = {state: sum(one.state == state for one in trials) for state in dict.fromkeys(one.state for one in trials)}
    console.print(", ".join(f"{count} {state}" for state, count in counts.items()), markup=False, soft_wrap=True)


def _table(ended: "list[Tried]", objective: str) -> "object":
    from rich.table import Table

    table = Table(box=None, title=f"the best trials by {objective}, on validation")
    timed = any(one.latency_ms is not None for one in ended)
    for heading in ("trial", "value", "accuracy", *(["ms"] if timed else []), "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("options")
    for one in sorted(ended, key=lambda one: (not one.allowed, -(one.value or 0.0)))[:MOST]:
        options = ", ".join(f"{name} {shown(value)}" for name, value in one.options.items())
        latency = [f"{one.latency_ms or 0:.2f}{'' if one.allowed else ' !'}"] if timed else []
        figures = [str(one.number), _value(one), f"{one.accuracy or 0:.2%}", *latency, f"{one.seconds or 0:.0f}"]
        table.add_row(*figures, cell(options))
    return table
