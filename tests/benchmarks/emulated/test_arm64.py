"""The record of the proof on arm64, part by part."""

import json

import pytest

from benchmarks.emulated.arm64 import merged, some_faces
from benchmarks.emulated.proof import largest_gap
from fer_edge.errors import UsageError

NAMED = {"emulated": "QEMU", "files": [{"file": "edge/model.onnx", "sha256": "00"}]}


def test_a_part_that_is_proved_again_leaves_the_others(tmp_path):
    path = tmp_path / "arm64.json"
    for figures, checks in (({"a": 1}, {"a": {"x": "ok"}}), ({"b": 2}, {"b": {"y": "ok"}}), ({"b": 3}, {"b": {}})):
        path.write_text(json.dumps(merged(path, NAMED, figures, checks)))
    assert json.loads(path.read_text()) == NAMED | {"a": 1, "b": 3, "checks": {"a": {"x": "ok"}, "b": {}}}


def test_parts_of_other_models_are_not_mixed(tmp_path):
    path = tmp_path / "arm64.json"
    path.write_text(json.dumps(NAMED | {"files": []}))
    with pytest.raises(UsageError, match="of other model files: delete it"):
        merged(path, NAMED, {}, {})


def test_without_data_the_faces_are_drawn_and_at_least_as_many():
    assert len(some_faces(None).labels) >= 500


def test_the_largest_difference_of_two_counts_is_found():
    one = {"loop": {"edge": {"millions_per_frame": 20.0}}, "inferences": {"edge/model.onnx": {"millions": 10.0}}}
    other = {"loop": {"edge": {"millions_per_frame": 20.0}}, "inferences": {"edge/model.onnx": {"millions": 9.8}}}
    assert largest_gap(one, one) == 0.0 and round(largest_gap(one, other), 6) == 0.02
