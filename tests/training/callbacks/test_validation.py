"""After each epoch: its line of the history, and the best model so far."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.callbacks.validation import Validate  # noqa: E402 - after the skip
from fer_edge.training.history import read_history  # noqa: E402
from fer_edge.training.networks import build  # noqa: E402

LOGS = {"loss": 2.0, "expression_accuracy": 0.3}


def test_an_epoch_is_written_down_and_told_to_the_callbacks_that_follow(tiny, tmp_path):
    model, logs = build("nano", (8, 8, 3), 3).inference_model, dict(LOGS)
    validate = Validate(model, tiny.coloured_faces(), tmp_path)
    validate.on_epoch_begin(0)
    validate.on_epoch_end(0, logs)
    (row,) = read_history(tmp_path)
    assert (row["epoch"], row["loss"], row["accuracy"]) == (1, 2.0, 0.3)
    assert (logs["val_loss"], logs["val_accuracy"]) == (row["val_loss"], row["val_accuracy"])


def test_a_worse_epoch_leaves_the_best_model_in_place(tiny, tmp_path):
    model = build("nano", (8, 8, 3), 3).inference_model
    validate = Validate(model, tiny.coloured_faces(), tmp_path)
    kept = []
    for epoch, sure in enumerate([0.0, 50.0]):  # That every face is of the first class.
        model.get_layer("probabilities").set_weights([np.zeros((8, 3)), np.array([sure, 0.0, 0.0])])
        validate.on_epoch_begin(epoch)
        validate.on_epoch_end(epoch, dict(LOGS))
        kept.append((tmp_path / "model.keras").read_bytes())
    assert kept[0] == kept[1] and len(read_history(tmp_path)) == 2
