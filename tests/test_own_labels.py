"""From pictures of three labels of its own to a program that tells them apart, with a network of a hundred weights."""

import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")
pytest.importorskip("ai_edge_litert")

from fer_edge import FacePipeline, Frame, load_model
from fer_edge.cli.app import app
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.training import networks
from tests.data.layouts import OWN_LABELS, write_own_labels
from tests.training.tiny import TINY


def command(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def test_three_labels_from_pictures_to_a_face(tmp_path, monkeypatch):
    for arch, features in TINY.items():
        monkeypatch.setitem(networks.FEATURES, arch, features)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for split in ("train", "valid"):
        write_own_labels(tmp_path / "faces" / split, each=20)
    learned = ("--arch", "nano", "--epochs", "12", "--batch", "6", "--learning-rate", "0.05", "--augment", "0")
    told = command("train", "--data", "faces", "--colour", "--name", "mine", "--no-flip-equivariant", *learned)
    assert "3 labels, the names of the folders: awake, drowsy, yawning" in told
    command("export", "mine", "--shift-faces", "0")
    command("eval", "mine", "--data", "faces", "--json", "found.json")
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["labels"] == list(OWN_LABELS) and found["accuracy"] > 0.9
    model = load_model("mine")
    for label in OWN_LABELS:
        image = cv2.imread(str(tmp_path / "faces" / "valid" / label / "3.png"))
        pipeline = FacePipeline(FixedDetector(np.array([0, 0, 32, 32])), model)
        assert [face.label for face in pipeline.read(Frame(index=0, time=0.0, image=image))] == [label]
