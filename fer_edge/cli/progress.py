"""How long work looks while it goes on: a bar with the remaining time, or a line now and then."""

import sys
import time
from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from fer_edge.cli.console import note, notes


def timed_bar(period: float, *, transient: bool = False) -> Progress:
    """A bar with the time that has passed and that is left, which is told from the last `period` seconds.

    transient: it is gone at its end. Where stderr is no terminal there is none.
    """
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=10),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=notes,
        transient=transient,
        speed_estimate_period=period,
        disable=not sys.stderr.isatty(),
    )


class EpochProgress:
    """A Rich bar over all steps of a training run; plain lines where stderr is no terminal."""

    def __init__(self, epochs: int) -> None:
        self.epochs, self.number, self.steps, self.validation = epochs, 0, 0, ""
        self.bar = timed_bar(120)
        self.task = self.bar.add_task("preparing", total=None)

    def start(self, steps: int) -> None:
        """Show the bar."""
        self.steps = steps
        self.bar.start()

    def epoch(self, number: int) -> None:
        """Set the bar to the beginning of an epoch, which after a resume is not the first."""
        self.number = number
        self.bar.update(self.task, total=self.steps * self.epochs, completed=self.steps * number)

    def step(self, done: int, loss: float, accuracy: float) -> None:
        """Move the bar."""
        # Short enough that bar and clocks fit beside it in 80 columns.
        text = f"{self.number + 1}/{self.epochs} loss {loss:.3f} train {accuracy:.1%}"
        done += self.steps * self.number
        self.bar.update(self.task, completed=done, description=text + self.validation.replace("  ", " "))

    def epoch_done(self, loss: float, accuracy: float, validation: float) -> None:
        """Keep the validation figure in sight; without a terminal, say a line."""
        self.validation = f"  validation {validation:.1%}"
        if self.bar.disable:
            line = f"epoch {self.number + 1}/{self.epochs}  loss {loss:.3f}  accuracy {accuracy:.1%}"
            note(line + self.validation)

    def stop(self) -> None:
        """Give the terminal back."""
        self.bar.stop()


class WorkProgress:
    """How far a work of several parts has come, with the time that is left; plain lines where stderr is no terminal."""

    EVERY = 10.0
    """Seconds between two plain lines."""

    def __init__(self) -> None:
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=notes,
            transient=True,
            disable=not sys.stderr.isatty(),
        )

    def __enter__(self) -> "WorkProgress":
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def begin(self, what: str, total: int | None) -> Callable[[int], None]:
        """Begin a part of so many steps, where anyone knows; returns what is told how many are done."""
        for task in self.bar.tasks:
            self.bar.update(task.id, visible=False)
        task_id = self.bar.add_task(what, total=total)
        began = told = time.monotonic()

        def progress(done: int) -> None:
            nonlocal told
            self.bar.update(task_id, completed=done)
            now = time.monotonic()
            if self.bar.disable and now - told >= self.EVERY:
                told = now
                left = f", about {(total - done) * (now - began) / done:.0f} s left" if total and done < total else ""
                note(f"{what}: {done}{f' of {total}' if total else ''}{left}")

        return progress
