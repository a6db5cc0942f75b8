import shutil

import numpy as np
import onnxruntime
import pytest

from fer_edge.artifact.card import METADATA_KEY
from fer_edge.artifact.store import shipped_models
from fer_edge.errors import MissingError, ModelError, UsageError
from fer_edge.runtime.engines.opening import open_engine

EDGE = shipped_models() / "edge"
FACES = np.random.default_rng(0).integers(0, 256, (3, 48, 48, 1), dtype=np.uint8)


@pytest.mark.parametrize("name", ["model.onnx", "model.int8.onnx", "model.tflite", "model.int8.tflite"])
def test_a_shipped_file_gives_probabilities_for_none_one_and_many(name):
    if name.endswith("tflite"):
        pytest.importorskip("ai_edge_litert")
    engine = open_engine(EDGE / name)
    assert engine.predict(FACES[:0]).shape == (0, 7)
    many = engine.predict(FACES)
    np.testing.assert_allclose(many.sum(axis=1), 1, atol=1e-2)
    np.testing.assert_allclose(engine.predict(FACES[:1]), many[:1], atol=1e-4)


def test_a_text_file_is_no_model(tmp_path):
    (tmp_path / "a.onnx").write_text("hello")
    with pytest.raises(ModelError, match="not an ONNX model"):
        open_engine(tmp_path / "a.onnx")


def test_a_damaged_tflite_file_is_no_model(tmp_path):
    pytest.importorskip("ai_edge_litert")
    (tmp_path / "a.tflite").write_bytes((EDGE / "model.tflite").read_bytes()[:5000])
    with pytest.raises(ModelError):
        open_engine(tmp_path / "a.tflite")


def test_a_model_without_a_card_is_refused(tmp_path):
    onnx = pytest.importorskip("onnx")
    model = onnx.load(EDGE / "model.onnx")
    del model.metadata_props[:]
    onnx.save(model, tmp_path / "a.onnx")
    assert METADATA_KEY not in onnxruntime.InferenceSession(tmp_path / "a.onnx").get_modelmeta().custom_metadata_map
    with pytest.raises(ModelError, match="no fer-edge card"):
        open_engine(tmp_path / "a.onnx")


def test_a_file_that_does_not_match_its_card_is_refused(tmp_path):
    tflite = pytest.importorskip("fer_edge.export.tflite")
    from dataclasses import replace

    shutil.copy(EDGE / "model.tflite", tmp_path / "a.tflite")
    tflite.embed_card(tmp_path / "a.tflite", replace(open_engine(EDGE / "model.tflite").card, side=64))
    with pytest.raises(ModelError, match="48x48x1, its card says uint8 64x64x1"):
        open_engine(tmp_path / "a.tflite")


def test_other_names_and_absent_files_are_told_apart(tmp_path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(UsageError):
        open_engine(tmp_path / "a.txt")
    with pytest.raises(MissingError):
        open_engine(tmp_path / "a.onnx")
