"""A model.keras as an engine, and what is counted and changed of it."""

from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.artifact.card import write_card  # noqa: E402 - after the skip
from fer_edge.errors import ModelError  # noqa: E402
from fer_edge.training import keras_engine  # noqa: E402
from fer_edge.training.keras_engine import KerasEngine, apply_temperature, count_macs, load_keras, predict  # noqa: E402
from fer_edge.training.networks import build  # noqa: E402

FACES = np.random.default_rng(0).integers(0, 255, (4, 8, 8, 3), np.uint8)


def test_a_temperature_divides_the_logits(tiny):
    model = build("nano", (8, 8, 3), 3).inference_model
    before = predict(model, FACES)
    apply_temperature(model, 2.0)
    softer = np.sqrt(before)
    assert predict(model, FACES) == pytest.approx(softer / softer.sum(axis=1, keepdims=True), abs=1e-5)


def test_multiplications_of_convolutions_and_dense_layers_are_counted(tiny):
    assert count_macs(build("nano", (8, 8, 3), 3).inference_model) == 3 * 3 * (3 * 3 * 3) * 8 + 8 * 3


def test_it_tells_where_it_looked(tiny, tmp_path, card):
    labels = ("one", "two", "three")
    write_card(replace(card, labels=labels, side=8, channels=3), tmp_path)
    build("nano", (8, 8, 3), 3).inference_model.save(tmp_path / "model.keras")
    looked = KerasEngine(tmp_path / "model.keras").look(FACES, np.zeros(4, int))
    if keras.backend.backend() == "tensorflow":
        assert looked.shape == (4, 8, 8)
    else:
        assert looked is None


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "model.keras").write_text("none")
    with pytest.raises(ModelError, match="train it again"):
        load_keras(tmp_path / "model.keras")


def test_faces_beyond_a_whole_batch_are_answered_in_their_order(tiny, monkeypatch):
    model = build("nano", (8, 8, 3), 3).inference_model
    faces = np.random.default_rng(1).integers(0, 255, (11, 8, 8, 3), np.uint8)
    together = predict(model, faces)
    monkeypatch.setattr(keras_engine, "BATCH", 4)
    assert predict(model, faces).shape == (11, 3) and predict(model, faces) == pytest.approx(together, abs=1e-5)
