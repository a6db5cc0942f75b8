"""How a training run looks while it goes on: a bar with loss, accuracy and remaining time, or a line per epoch."""

import sys

import keras
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from fer_edge.cli.console import note, notes


class EpochProgress(keras.callbacks.Callback):
    """A Rich bar over all steps of a run; plain lines where stderr is no terminal."""

    def __init__(self, epochs: int):
        super().__init__()
        self.epochs = epochs
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=notes,
            speed_estimate_period=120,
            disable=not sys.stderr.isatty(),
        )
        self.validation = ""

    def on_train_begin(self, logs=None):
        self.bar.start()
        self.task = self.bar.add_task("preparing", total=None)

    def on_epoch_begin(self, epoch, logs=None):
        steps = self.params["steps"]
        self.bar.update(self.task, total=steps * self.epochs, completed=steps * epoch)
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        accuracy = logs.get("expression_accuracy", logs.get("accuracy", 0.0))
        text = f"epoch {self.epoch + 1}/{self.epochs}  loss {logs['loss']:.3f}  accuracy {accuracy:.1%}"
        self.bar.update(self.task, advance=1, description=text + self.validation)

    def on_epoch_end(self, epoch, logs=None):
        self.validation = f"  validation {logs['val_accuracy']:.1%}"
        if self.bar.disable:
            note(
                f"epoch {epoch + 1}/{self.epochs}  loss {logs['loss']:.3f}  accuracy {logs['accuracy']:.1%}"
                + self.validation
            )

    def on_train_end(self, logs=None):
        self.bar.stop()
