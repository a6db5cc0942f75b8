"""Random numbers of a run by its epochs, so that a resumed run draws what it would have drawn."""

import keras

DRAWS = 1 << 20
"""Of one generator in an epoch, at most: from one epoch's first to the next's."""


class EpochSeeds(keras.callbacks.Callback):
    """Sets every random generator inside the model (augmentation, dropout) by the number of the epoch.

    Keras's backup has the weights, and leaves the generators where a run began.
    """

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Set the generators to where this epoch's numbers begin."""
        for variable in self.model.non_trainable_variables:
            if variable.path.endswith("seed_generator_state"):
                seed = int(keras.ops.convert_to_numpy(variable)[0])
                variable.assign([seed, epoch * DRAWS])
