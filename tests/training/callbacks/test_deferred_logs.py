"""Steps are not waited for: their figures reach callbacks unread."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.callbacks.deferred_logs import DeferredLogs  # noqa: E402 - after the skip


class Seen(keras.callbacks.Callback):
    """Keeps what it was told."""

    def __init__(self):
        super().__init__()
        self.steps, self.epochs = [], []

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append(logs)

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(logs)


def fitted(callbacks) -> None:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", jit_compile=False)
    model.fit(np.ones((8, 1)), np.ones((8, 1)), batch_size=2, epochs=2, verbose=0, callbacks=callbacks(model))


def test_a_step_s_figures_are_tensors_and_an_epoch_s_are_numbers():
    seen = Seen()
    fitted(lambda model: DeferredLogs([seen], add_history=True, model=model, epochs=2, steps=4, verbose=0))
    assert len(seen.steps) == 8 and len(seen.epochs) == 2
    assert all(keras.ops.is_tensor(logs["loss"]) for logs in seen.steps)
    assert all(isinstance(logs["loss"], float) for logs in seen.epochs)
    assert float(seen.steps[-1]["loss"]) == pytest.approx(seen.epochs[-1]["loss"])


def test_keras_itself_reads_every_step():
    seen = Seen()
    fitted(lambda model: [seen])
    assert all(isinstance(logs["loss"], float) for logs in seen.steps)
