"""The served weights: they follow the trained ones, as an average that moves slowly or as a copy after each epoch."""

from pathlib import Path

import keras

from fer_edge.store import write_whole

FILE = "averaged.weights.h5"

EVERY = 4
"""Steps from one update of the average to the next: each costs some milliseconds, and weights move little."""


class Serving(keras.callbacks.Callback):
    """Keeps `served` an exponential average of `learner` (Polyak and Juditsky, 1992), batch norm included.

    decay: of the average for one step, 0 to 1; smaller during the first steps, so that the beginning is
    forgotten; 0 averages nothing. backup: the folder where a resumed run finds the average again.
    """

    def __init__(self, served: keras.Model, learner: keras.Model, decay: float, backup: Path):
        super().__init__()
        self.served, self.learner, self.decay, self.file = served, learner, decay, backup / FILE
        served.set_weights(learner.get_weights())
        self.steps = 0

    def on_train_begin(self, logs=None):
        if self.decay and self.file.is_file():
            self.served.load_weights(self.file)
            self.steps = int(1 / (1 - self.decay))

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        if not self.decay or self.steps % EVERY:
            return
        _ = self.model  # In the middle of an epoch JAX has the weights elsewhere; asking for the model brings them.
        decay = min(self.decay**EVERY, self.steps / (10 * EVERY + self.steps))
        for mean, value in zip(self.served.weights, self.learner.weights, strict=True):
            if mean.dtype.startswith("float"):
                mean.assign(mean + (1 - decay) * (value - mean))

    def on_epoch_end(self, epoch, logs=None):
        if not self.decay:
            self.served.set_weights(self.learner.get_weights())
            return
        # One epoch ahead of Keras's backup if a kill falls between the two: the average forgets it.
        self.file.parent.mkdir(exist_ok=True)
        with write_whole(self.file) as part:
            whole = part.with_name(f"part.{FILE}")  # Keras insists on how the name ends.
            self.served.save_weights(whole)
            whole.replace(part)
