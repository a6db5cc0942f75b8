"""The exponential moving average of the weights: what is saved of a network that is being trained."""

from collections.abc import Callable
from pathlib import Path

import keras
from keras import ops

from fer_edge.system.files import atomic_write
from fer_edge.training.backend import Tensor

FILE = "averaged.weights.h5"

EVERY = 8
"""Steps from one update of the average to the next: it costs about a millisecond, and weights move little."""


class WeightEMA(keras.callbacks.Callback):
    """Keeps `inference_model` an exponential average of `train_core` (Polyak and Juditsky, 1992), batch norm included.

    decay: of the average for one step, 0 to 1; smaller during the first steps, so that the beginning is
    forgotten; 0 averages nothing. backup: the folder where a resumed run finds the average again.
    """

    def __init__(self, inference_model: keras.Model, train_core: keras.Model, decay: float, backup: Path) -> None:
        super().__init__()
        self.inference_model, self.train_core, self.decay, self.file = inference_model, train_core, decay, backup / FILE
        inference_model.set_weights(train_core.get_weights())
        self.update = compile_update(inference_model.weights, train_core.weights)

    def on_train_begin(self, logs=None) -> None:
        """Take the average of a run that was stopped."""
        if self.decay and self.file.is_file():
            self.inference_model.load_weights(self.file)

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Know how many steps there were before, also after a resume."""
        self.before = epoch * self.params["steps"]

    def on_train_batch_end(self, batch, logs=None) -> None:
        """Move the average after every few steps, and after the last one of an epoch."""
        done = batch + 1
        if not self.decay or (done % EVERY and done < self.params["steps"]):
            return
        taken, steps = done % EVERY or EVERY, self.before + done
        _ = self.model  # In the middle of an epoch JAX has the weights elsewhere; asking for the model brings them.
        decay = min(self.decay**taken, steps / (10 * EVERY + steps))
        self.update(1 - decay)

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Keep the average beside Keras's backup."""
        if not self.decay:
            self.inference_model.set_weights(self.train_core.get_weights())
            return
        # One epoch ahead of Keras's backup if a kill falls between the two: the average forgets it.
        self.file.parent.mkdir(exist_ok=True)
        with atomic_write(self.file) as part:
            whole = part.with_name(f"part.{FILE}")  # Keras insists on how the name ends.
            self.inference_model.save_weights(whole)
            whole.replace(part)


def compile_update(means: list[keras.Variable], values: list[keras.Variable]) -> Callable[[float], None]:
    """What moves each mean a share, 0 to 1, of the way to its value, in one operation of the backend for all.

    One for each tensor, as Keras alone would have it, costs an accelerator more time than a small network's step.
    """
    pairs = list(zip(means, values, strict=True))

    def assign(share: Tensor) -> None:
        for mean, value in pairs:
            mean.assign(mean + share * (value - mean))

    if keras.backend.backend() == "jax":
        return _update_in_jax(means, values)
    if keras.backend.backend() == "tensorflow":
        from tensorflow import function

        assign = function(assign)
    # A tensor, because a number would be compiled in, and each another operation.
    return lambda share: assign(ops.convert_to_tensor(share, "float32"))


def _update_in_jax(means: list[keras.Variable], values: list[keras.Variable]) -> Callable[[float], None]:
    """JAX compiles what takes arrays and returns arrays."""
    from jax import jit, tree

    move = jit(lambda old, new, share: tree.map(lambda mean, value: mean + share * (value - mean), old, new))

    def update(share: float) -> None:
        moved = move([mean.value for mean in means], [value.value for value in values], share)
        for mean, value in zip(means, moved, strict=True):
            mean.assign(value)

    return update
