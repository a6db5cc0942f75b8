"""Averaged weights: a second set that follows the trained one slowly, and is the one that is served."""

from pathlib import Path

import keras

from fer_edge.store import write_whole

FILE = "averaged.weights.h5"


class Averaging(keras.callbacks.Callback):
    """Keeps `averaged` an exponential average of `served` (Polyak and Juditsky, 1992), batch norm included.

    decay: of the average for one step, 0 to 1; smaller during the first steps, so that the beginning is
    forgotten. backup: the folder where a resumed run finds the average again.
    """

    def __init__(self, served: keras.Model, decay: float, backup: Path):
        super().__init__()
        self.served, self.decay, self.file = served, decay, backup / FILE
        self.averaged = keras.models.clone_model(served)
        self.averaged.set_weights(served.get_weights())
        self.steps = 0

    def on_train_begin(self, logs=None):
        if self.file.is_file():
            self.averaged.load_weights(self.file)
            self.steps = int(1 / (1 - self.decay))

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        decay = min(self.decay, self.steps / (10 + self.steps))
        for mean, value in zip(self.averaged.weights, self.served.weights, strict=True):
            if mean.dtype.startswith("float"):
                mean.assign(mean + (1 - decay) * (value - mean))

    def on_epoch_end(self, epoch, logs=None):
        # One epoch ahead of Keras's backup if a kill falls between the two: the average forgets it.
        self.file.parent.mkdir(exist_ok=True)
        with write_whole(self.file) as part:
            whole = part.with_name(f"part.{FILE}")  # Keras insists on how the name ends.
            self.averaged.save_weights(whole)
            whole.replace(part)
