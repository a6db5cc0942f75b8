"""What a listener is told of a run, and how seldom a step's figures are read for it."""

from importlib.util import find_spec

import pytest

pytest.importorskip("keras")

from fer_edge.errors import MissingError
from fer_edge.training.callbacks.progress import INTERVAL, ProgressCallback, tensorboard


class Listener:
    """Keeps what it is told, as (what, values)."""

    def __init__(self):
        self.told = []

    def __getattr__(self, what):
        return lambda *values: self.told.append((what, *values))


class Figure:
    """A step's loss on a device: notes that it was waited for."""

    def __init__(self, value: float, read: list[float]):
        self.value, self.read = value, read

    def __float__(self) -> float:
        self.read.append(self.value)
        return self.value


def steps(at: list[float]) -> tuple[list[tuple], int]:
    """What a listener is told of an epoch whose steps end `at` these seconds, and how often a loss was read."""
    listener, now, read = Listener(), [at[0]], []
    callback = ProgressCallback(listener, clock=lambda: now[0])
    callback.on_epoch_begin(0)
    for number, now[0] in enumerate(at):
        callback.on_train_batch_end(number, {"loss": Figure(float(number), read), "accuracy": 0.5})
    return listener.told[1:], len(read)


def test_every_step_is_told_and_slow_ones_with_their_own_figures():
    told, _ = steps([0.0, 1.0, 2.0])
    assert told == [("step", 1, 0.0, 0.5), ("step", 2, 1.0, 0.5), ("step", 3, 2.0, 0.5)]


def test_figures_of_quick_steps_are_read_only_so_often():
    told, read = steps([0.15 * INTERVAL * number for number in range(41)])
    assert len(told) == 41
    assert read == 6
    assert [loss for _, _, loss, _ in told[:15]] == [0] * 7 + [7] * 7 + [14]


def test_each_epoch_begins_with_figures_of_its_own():
    listener = Listener()
    callback = ProgressCallback(listener, clock=lambda: 0.0)
    for epoch in range(2):
        callback.on_epoch_begin(epoch)
        callback.on_train_batch_end(0, {"loss": 5.0 - epoch, "expression_accuracy": 0.1})
    assert listener.told[1::2] == [("step", 1, 5.0, 0.1), ("step", 1, 4.0, 0.1)]


def test_a_run_is_told_from_its_first_epoch_to_its_last_figures():
    listener = Listener()
    callback = ProgressCallback(listener)
    callback.set_params({"steps": 7})
    callback.on_train_begin()
    callback.on_epoch_begin(3)
    callback.on_epoch_end(3, {"loss": 1.0, "accuracy": 0.5, "val_accuracy": 0.4})
    assert listener.told == [("start", 7), ("epoch", 3), ("epoch_done", 1.0, 0.5, 0.4)]


@pytest.mark.skipif(find_spec("tensorboard") is not None, reason="TensorBoard is installed")
def test_tensorboard_that_is_not_installed_is_told(tmp_path):
    with pytest.raises(MissingError, match="pip install tensorboard"):
        tensorboard(tmp_path)
