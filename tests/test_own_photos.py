"""From photos of three labels to answers in a file, without code: crop, split, train, export, bench, run."""

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")
pytest.importorskip("ai_edge_litert")

from fer_edge.artifact.card import CropRule
from fer_edge.cli.app import app
from fer_edge.collect.cutting import FaceCutter
from fer_edge.collect.photos import crop_photos
from fer_edge.collect.settings import CutSettings
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.training import networks
from tests.collect.pictures import save
from tests.training.tiny import TINY

SHADES = {"calm": 20, "happy": 110, "sad": 200}
EACH = 16


def write_photos(root) -> None:
    """Coloured photos of different sizes; the shade of the face at 20, 10 tells its label."""
    random = np.random.default_rng(0)
    for label, shade in SHADES.items():
        for number in range(EACH):
            photo = random.integers(0, 255, (int(random.integers(80, 200)), int(random.integers(100, 240)), 3))
            photo[10:58, 20:68] = shade + random.integers(0, 40, (48, 48, 3))
            save(photo.astype(np.uint8), root / label / f"{number}.{('png', 'jpg')[number % 2]}")


def command(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def test_from_photos_to_answers(tmp_path, monkeypatch):
    monkeypatch.setitem(networks.FEATURES, "nano", TINY["nano"])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write_photos(tmp_path / "photos")
    cutter = FaceCutter(FixedDetector([[20, 10, 48, 48]]), CropRule(), CutSettings(colour=True), side=32)
    found = crop_photos(tmp_path / "photos", tmp_path / "faces", cutter, lambda total: lambda done: None)
    assert found.faces == dict.fromkeys(SHADES, EACH) and found.labels == tuple(SHADES)
    command("data", "split", "faces", "--colour", "--out", "list.csv")
    learned = ("--arch", "nano", "--epochs", "12", "--batch", "6", "--learning-rate", "0.05", "--augment", "0")
    command("train", "--data", "list.csv", "--colour", "--name", "own", "--no-flip-equivariant", *learned)
    command("export", "own", "--int8", "--shift-faces", "0", "--max-drop", "0.2")
    command("bench", "own", "--runs", "5", "--threads", "1", "--json", "bench.json")
    command("run", "--source", "faces/sad", "--whole", "--headless", "--jsonl", "out.jsonl", "--table", "out.csv")
    told = [face for line in (tmp_path / "out.jsonl").read_text().splitlines() for face in json.loads(line)["faces"]]
    assert [face["label"] for face in told].count("sad") >= 0.9 * EACH
    assert {tuple(face["probabilities"]) for face in told} == {tuple(SHADES)}
    with (tmp_path / "out.csv").open(newline="") as table:
        assert set(SHADES) <= set(next(csv.DictReader(table)))
    assert json.loads((tmp_path / "models/own/card.json").read_text())["labels"] == list(SHADES)
    assert len(json.loads((tmp_path / "bench.json").read_text())["rows"]) == 4
