"""Callbacks without waiting for the device: the figures of a step are read only by who looks at them."""

import keras


class DeferredLogs(keras.callbacks.CallbackList):
    """Keras's list of callbacks, to which the logs of a training step go as tensors, not as numbers.

    Keras turns each into a number before it calls any callback, and so waits for every step to end before it prepares
    the next. A callback that needs the number says float().
    """

    def on_train_batch_end(self, batch, logs=None) -> None:
        """Hand the logs on as they are."""
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs=logs)
