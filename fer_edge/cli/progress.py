"""How a training run looks while it goes on: a bar with loss, accuracy and remaining time, or a line per epoch."""

import sys

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from fer_edge.cli.console import note, notes


class EpochProgress:
    """A Rich bar over all steps of a run; plain lines where stderr is no terminal."""

    def __init__(self, epochs: int) -> None:
        self.epochs, self.number, self.steps, self.validation = epochs, 0, 0, ""
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=10),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=notes,
            speed_estimate_period=120,
            disable=not sys.stderr.isatty(),
        )
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
