"""The exponential moving average of the weights: what is saved of a network that is being trained."""

from pathlib import Path

import keras

from fer_edge.system.files import atomic_write

FILE = "averaged.weights.h5"

EVERY = 4
"""Steps from one update of the average to the next: each costs some milliseconds, and weights move little."""


class WeightEMA(keras.callbacks.Callback):
    """Keeps `inference_model` an exponential average of `train_core` (Polyak and Juditsky, 1992), batch norm included.

    decay: of the average for one step, 0 to 1; smaller during the first steps, so that the beginning is
    forgotten; 0 averages nothing. backup: the folder where a resumed run finds the average again.
    """

    def __init__(self, inference_model: keras.Model, train_core: keras.Model, decay: float, backup: Path):
        super().__init__()
        self.inference_model, self.train_core, self.decay, self.file = inference_model, train_core, decay, backup / FILE
        inference_model.set_weights(train_core.get_weights())
        self.steps = 0

    def on_train_begin(self, logs=None):
        if self.decay and self.file.is_file():
            self.inference_model.load_weights(self.file)
            self.steps = int(1 / (1 - self.decay))

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        if not self.decay or self.steps % EVERY:
            return
        _ = self.model  # In the middle of an epoch JAX has the weights elsewhere; asking for the model brings them.
        decay = min(self.decay**EVERY, self.steps / (10 * EVERY + self.steps))
        for mean, value in zip(self.inference_model.weights, self.train_core.weights, strict=True):
            if mean.dtype.startswith("float"):
                mean.assign(mean + (1 - decay) * (value - mean))

    def on_epoch_end(self, epoch, logs=None):
        if not self.decay:
            self.inference_model.set_weights(self.train_core.get_weights())
            return
        # One epoch ahead of Keras's backup if a kill falls between the two: the average forgets it.
        self.file.parent.mkdir(exist_ok=True)
        with atomic_write(self.file) as part:
            whole = part.with_name(f"part.{FILE}")  # Keras insists on how the name ends.
            self.inference_model.save_weights(whole)
            whole.replace(part)
