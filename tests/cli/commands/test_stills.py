"""fer-edge run on still pictures: what is written where."""

import csv
import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import UsageError
from fer_edge.runtime.detection.yunet import YUNET_FILE
from tests.conftest import real
from tests.schemas import conform
from tests.standin import RGB

BGR = {"2.png": (0, 0, 255), "10.png": (0, 255, 0)}


@pytest.fixture
def photos(tmp_path):
    (tmp_path / "in").mkdir()
    for name, colour in BGR.items():
        cv2.imwrite(str(tmp_path / "in" / name), np.full((32, 32, 3), colour, np.uint8))
    return tmp_path / "in"


def run(*words):
    return CliRunner().invoke(app, ["run", "--headless", "--model", str(RGB), *map(str, words)])


def test_lines_table_and_copies_have_the_files_name(tmp_path, photos):
    outputs = ("--jsonl", tmp_path / "o.jsonl", "--table", tmp_path / "o.csv", "--save", tmp_path / "out")
    assert run("--source", photos, "--whole", *outputs).exit_code == 0
    records = [conform("frame", json.loads(line)) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    found = [(record["file"], record["faces"][0]["label"]) for record in records]
    assert found == [("2.png", "red"), ("10.png", "green")]
    with (tmp_path / "o.csv").open(newline="") as file:
        assert [(row["file"], row["label"]) for row in csv.DictReader(file)] == found
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["10.png", "2.png"]


def test_without_a_face_a_picture_has_a_record_too(tmp_path, photos):
    assert run("--source", photos, "--detector", "haar", "--jsonl", tmp_path / "o.jsonl").exit_code == 0
    records = [conform("frame", json.loads(line)) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert records == [{"frame": n, "time": n, "file": name, "faces": []} for n, name in enumerate(BGR)]


@pytest.mark.parametrize("words", [("--save", "out.mp4"), ("--fps", "5"), ("--size", "32x32")])
def test_what_has_no_meaning_for_pictures_is_refused(photos, monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    assert isinstance(run("--source", photos, *words).exception, UsageError)


def test_a_turned_face_is_read_level_unless_no_level_asks_not_to(tmp_path):
    portrait = cv2.imread(str(real("clips/astronaut_nasa.png")))
    place = cv2.getRotationMatrix2D((222, 112), -25, 1.0)
    cv2.imwrite(str(tmp_path / "a.png"), cv2.warpAffine(portrait, place, portrait.shape[1::-1]))
    faces = []
    for words in ((), ("--no-level",)):
        words += ("--source", tmp_path / "a.png", "--yunet", real(f"detectors/{YUNET_FILE}"))
        assert run(*words, "--jsonl", tmp_path / f"{len(faces)}.jsonl").exit_code == 0
        faces += json.loads((tmp_path / f"{len(faces)}.jsonl").read_text())["faces"]
    level, plain = faces
    assert level.keys() == plain.keys() and level["box"] == plain["box"]
    assert level["probabilities"] != plain["probabilities"]
