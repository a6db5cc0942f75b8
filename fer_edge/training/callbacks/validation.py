"""Validation after each epoch: its line of the history, and the best model so far."""

import os
import time
from pathlib import Path

import keras
import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.training.distribution.prediction import predictor
from fer_edge.training.history import append_epoch, best_epoch, read_history


class Validate(keras.callbacks.Callback):
    """After each epoch: read validation, append to history.csv, keep the best model (see best_epoch).

    The seconds of an epoch are its wall time, this reading included and the saving of files not.
    """

    def __init__(self, inference_model: keras.Model, validation: FaceSet, folder: Path, staged: bool = False) -> None:
        super().__init__()
        self.inference_model, self.validation, self.folder = inference_model, validation, folder
        self.staged, self.predict = staged, predictor(inference_model)

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Start the clock."""
        self.began = time.monotonic()

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Read validation, write the epoch's line, keep the model when it is the best."""
        probabilities = self.predict(self.validation.faces)
        right = probabilities.argmax(axis=1) == self.validation.labels
        likelihood = probabilities[np.arange(len(right)), self.validation.labels]
        accuracy = logs.get("expression_accuracy", logs.get("accuracy", 0.0))
        row = {"epoch": epoch + 1, "loss": logs["loss"], "accuracy": accuracy}
        row |= {"seconds": round(time.monotonic() - self.began, 1)}
        row |= {"val_loss": float(-np.log(likelihood + 1e-7).mean()), "val_accuracy": float(right.mean())}
        append_epoch(self.folder, row)
        if best_epoch(read_history(self.folder), len(right), self.staged) == row["epoch"]:
            whole = self.folder / "model.part.keras"
            self.inference_model.save(whole)
            os.replace(whole, self.folder / "model.keras")
        # Callbacks that come after this one find the figures under Keras's own names.
        logs |= {"val_loss": row["val_loss"], "val_accuracy": row["val_accuracy"], "accuracy": row["accuracy"]}
