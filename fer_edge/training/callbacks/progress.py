"""Callbacks for those who watch a run: whoever shows it to people, and TensorBoard."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import keras

from fer_edge.errors import MissingError

INTERVAL = 0.2
"""Seconds from one reading of loss and accuracy to the next: for each the device has to be waited for."""


class ProgressListener(Protocol):
    """Shows a run as it goes on; accuracies are fractions, epochs count from 0."""

    def start(self, steps: int) -> None:
        """A run begins whose epochs have so many steps."""

    def epoch(self, number: int) -> None:
        """An epoch begins."""

    def step(self, done: int, loss: float, accuracy: float) -> None:
        """So many steps of it are done; the figures may be those of one a little earlier."""

    def epoch_done(self, loss: float, accuracy: float, validation: float) -> None:
        """An epoch is done."""

    def stop(self) -> None:
        """The run is over, for whatever reason; may be called twice."""


class ProgressCallback(keras.callbacks.Callback):
    """Tells a ProgressListener what Keras tells its callbacks; of steps in quick succession, what was read last.

    clock: seconds, monotonic.
    """

    def __init__(self, listener: ProgressListener, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.listener, self.clock = listener, clock

    def on_train_begin(self, logs=None) -> None:
        """Tell how many steps an epoch has."""
        self.listener.start(self.params["steps"])

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Tell which epoch begins."""
        self.due = self.clock()
        self.listener.epoch(epoch)

    def on_train_batch_end(self, batch, logs=None) -> None:
        """Tell that a step is done; read its figures now and then."""
        if self.clock() >= self.due:
            accuracy = logs.get("expression_accuracy", logs.get("accuracy", 0.0))
            self.read = float(logs["loss"]), float(accuracy)
            self.due = self.clock() + INTERVAL  # From when the device was done.
        self.listener.step(batch + 1, *self.read)

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Tell the epoch's figures."""
        self.listener.epoch_done(logs["loss"], logs["accuracy"], logs["val_accuracy"])


def tensorboard(folder: Path) -> keras.callbacks.Callback:
    """Logs for TensorBoard in `folder`. Raises MissingError when it is not installed."""
    if find_spec("tensorboard") is None:
        raise MissingError("--tensorboard needs TensorBoard: pip install tensorboard")
    return keras.callbacks.TensorBoard(str(folder), write_graph=False)
