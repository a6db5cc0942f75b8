"""TFLite files: what stayed in float is counted, and cards are put at the end."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models
from fer_edge.runtime.engines.litert import LiteRTEngine
from tests.export.faces import noise

pytest.importorskip("tensorflow")
pytest.importorskip("ai_edge_litert")

from fer_edge.export.tflite import embed_card, float_ops

SHIPPED = shipped_models() / "nano"


def test_convolutions_left_in_float_are_counted():
    assert "CONV_2D x" in float_ops(SHIPPED / "model.tflite")[0]


def test_a_shipped_integer_file_has_none():
    assert float_ops(SHIPPED / "model.int8.tflite") == []


def test_a_new_card_takes_the_place_of_the_old_and_no_answer_changes(tmp_path):
    path, faces = shutil.copy(SHIPPED / "model.int8.tflite", tmp_path / "model.int8.tflite"), noise(np.arange(7)).faces
    before, sizes = LiteRTEngine(path).predict(faces), []
    for name in ("former", "latter"):
        embed_card(path, replace(read_card(SHIPPED), name=name))
        sizes.append(path.stat().st_size)
    engine = LiteRTEngine(path)
    assert engine.card.name == "latter" and abs(sizes[1] - sizes[0]) <= 8
    assert np.array_equal(engine.predict(faces), before)
