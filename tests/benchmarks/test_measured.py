"""Records name the files they were measured with."""

import pytest

from benchmarks.measured import measured_model, name_file

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
