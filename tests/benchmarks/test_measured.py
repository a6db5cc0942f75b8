"""Records name the files they were measured with."""

import json
from pathlib import Path

import pytest

from benchmarks.measured import measured_model, name_file
from fer_edge.artifact.store import shipped_models

ROOT = Path(__file__).parents[2]
TRAINED = {"throughput.json"}  # It trains networks from nothing, and opens no file.
RECORDS = sorted(path for path in (ROOT / "benchmarks").glob("*.json") if path.name not in TRAINED)

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_file_is_named_after_its_folder_and_by_its_sha256(tmp_path):
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge" / "model.onnx").touch()
    assert name_file(tmp_path / "edge" / "model.onnx") == {"file": "edge/model.onnx", "sha256": EMPTY}


def test_another_content_has_another_sha256(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"\0")
    assert name_file(tmp_path / "model.onnx")["sha256"] != EMPTY


def test_a_record_tells_its_model_or_says_that_it_names_none(tmp_path):
    (tmp_path / "model.onnx").touch()
    assert measured_model({"model": name_file(tmp_path / "model.onnx")}) == EMPTY
    with pytest.raises(KeyError):
        measured_model({"clip": "clip.mp4"})


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_a_record_is_of_the_models_that_are_shipped(path):
    record = json.loads(path.read_text())
    for named in [record[part] for part in ("model", "plain_model") if part in record] + record.get("files", []):
        file = shipped_models() / named["file"]
        assert named == name_file(file), f"{path.name} was measured with another {file}: measure it again"
    assert measured_model(record)
