"""The whole adoption: a folder that every command takes, or none at all."""

import numpy as np
import pytest

from fer_edge.artifact.card import read_card
from fer_edge.errors import GateError, UsageError
from fer_edge.export.adoption.adopt import adopt
from fer_edge.export.adoption.original import open_original
from fer_edge.export.adoption.settings import AdoptSettings
from fer_edge.export.settings import ExportSettings
from fer_edge.runtime.engines.opening import open_engine
from tests.export.adoption.toys import SHADES, SIDE, shades, write_shades

SPLITS = shades(90), shades(40, seed=1)
ASKED = AdoptSettings()
QUICK = ExportSettings(shift_faces=0, calibration="minmax")


def adopted(path, folder, settings=ASKED, export=QUICK, splits=SPLITS):
    told: list[str] = []
    reports = adopt(path, open_original(path, "auto"), folder, splits, settings, export, told.append, told.append)
    return reports, told


def test_a_model_of_ours_comes_out(tmp_path):
    path = write_shades(tmp_path / "a.onnx")
    reports, told = adopted(path, tmp_path / "models" / "a")
    card = read_card(tmp_path / "models" / "a")
    assert (card.labels, card.side, card.channels, card.parameters, card.macs) == (SHADES, SIDE, 1, 6, 3)
    assert card.trained["adopted"]["pixels"] == "-1..1"
    assert (reports[0].score.accuracy, reports[0].parity.agreement) == (1.0, 1.0)
    assert "pixels: -1..1, softmax added" in told
    engine = open_engine(tmp_path / "models" / "a" / "model.onnx")  # Its probes are replayed here.
    assert engine.card.probes.answers
    assert (engine.predict(SPLITS[1].faces).argmax(axis=1) == SPLITS[1].labels).all()


def test_labels_stand_in_the_order_of_the_outputs(tmp_path):
    settings = AdoptSettings(labels=("dark", "grey", "bright"))
    adopted(write_shades(tmp_path / "a.onnx"), tmp_path / "a", settings)
    assert open_engine(tmp_path / "a" / "model.onnx").card.labels == ("dark", "grey", "bright")


def test_an_integer_file_is_made_and_proved(tmp_path):
    # Without noise a mean is the same in whichever order its pixels are added: no integer step hangs on that.
    plain = shades(90, deviation=0), shades(40, deviation=0)
    integers = ExportSettings(int8=True, shift_faces=0)
    reports, _ = adopted(write_shades(tmp_path / "a.onnx"), tmp_path / "a", export=integers, splits=plain)
    assert [report.file for report in reports] == ["model.onnx", "model.int8.onnx"]
    assert reports[1].parity.drop <= 0.01


@pytest.mark.parametrize(
    ("labels", "error", "words"),
    [
        (("dark", "grey"), UsageError, "gives 3 values, there are 2 labels"),
        (("dark", "grey", "grey"), UsageError, "there are 2 labels"),
        (("dark", "grey", "white"), UsageError, "knows dark, grey, white, the data dark, grey, bright"),
        (("bright", "grey", "dark"), GateError, "--labels dark,grey,bright"),
    ],
)
def test_a_refusal_leaves_no_folder(tmp_path, labels, error, words):
    with pytest.raises(error, match=words):
        adopted(write_shades(tmp_path / "a.onnx"), tmp_path / "models" / "a", AdoptSettings(labels=labels))
    assert not (tmp_path / "models" / "a").exists()


def test_a_tflite_file_of_dynamic_range_is_held_by_what_it_reads(tmp_path):
    tf = pytest.importorskip("tensorflow")
    keras = tf.keras
    pixels = keras.Input((SIDE, SIDE, 1))
    features = keras.layers.Flatten()(pixels)
    layer = keras.layers.Dense(3)
    network = keras.Model(pixels, layer(features))
    weights = np.repeat(np.array([[-12, 0, 12]], np.float32), SIDE * SIDE, axis=0) / SIDE**2
    layer.set_weights([weights, np.array([-3, 0, -3], np.float32)])
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    (tmp_path / "a.tflite").write_bytes(converter.convert())
    reports, told = adopted(tmp_path / "a.tflite", tmp_path / "a")
    assert reports[0].score.accuracy == 1.0
    if open_original(tmp_path / "a.tflite", "auto").rounds:
        assert any("a.tflite rounds as it runs" in line for line in told)
