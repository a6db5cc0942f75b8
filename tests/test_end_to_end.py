"""The four commands in a fresh folder, on real faces where they are here and on drawn ones where not."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.errors import GateError
from tests.conftest import DATA, real
from tests.schemas import conform

pytest.importorskip("tensorflow")
COMMAND = Path(sys.executable).parent / "fer-edge"
PER_CLASS = {"train": 72, "validation": 20}


def fer_edge(folder: Path, *words: str, expected: int = 0) -> subprocess.CompletedProcess:
    # TensorFlow, where a test here imports it, makes its children talk.
    usual = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run([COMMAND, *words], cwd=folder, capture_output=True, text=True, timeout=250, env=usual)
    assert done.returncode == expected, done.stdout + done.stderr
    return done


def few_real_faces(root: Path) -> str:
    """A few hundred faces of FER2013 unpacked under `root`; the drawn ones where it is absent."""
    if not (DATA / "fer2013-images.zip").is_file():
        return "synthetic"
    with zipfile.ZipFile(DATA / "fer2013-images.zip") as images:
        taken: dict[str, int] = {}
        for name in images.namelist():
            folder, split = str(Path(name).parent), Path(name).parts[1] if name.count("/") > 1 else ""
            if name.endswith(".png") and taken.get(folder, 0) < PER_CLASS.get(split, 0):
                taken[folder] = taken.get(folder, 0) + 1
                images.extract(name, root)
    return str(root)


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    faces = few_real_faces(folder / "faces")
    network = ("--arch", "nano", "--name", "edge")  # The quicker one.
    fer_edge(folder, "train", "--data", faces, *network, "--epochs", "3", "--batch", "32", "--learning-rate", "0.02")
    exported = fer_edge(folder, "export", "--int8", "--max-drop", "0.2", "--shift-faces", "500", "--json", "-")
    (folder / "gate.json").write_text(exported.stdout)
    (folder / "export.txt").write_text(exported.stderr)
    return folder


def test_a_model_is_complete(trained):
    names = {path.name for path in (trained / "models" / "edge").iterdir() if not path.name.startswith(".")}
    assert names == {
        *("model.keras", "model.onnx", "model.int8.onnx", "model.tflite", "model.int8.tflite"),
        *("card.json", "history.csv", "curves.png", "confusion.png"),
    }
    assert len(conform("export", json.loads((trained / "gate.json").read_text()))) == 4


@pytest.mark.parametrize("file", ["model.keras", "model.int8.tflite"])
def test_what_a_library_says_at_its_start_is_kept_from_who_asked_for_an_evaluation(tmp_path, file):
    model = shipped_models() / "nano" / file
    assert fer_edge(tmp_path, "eval", str(model), "--data", "synthetic").stderr == f"model: {model}\n"


def test_an_export_says_what_it_does_and_its_converters_nothing(trained):
    said = (trained / "export.txt").read_text()
    assert "export: model.int8.tflite" in said
    assert not re.search(r"^([IWEF]\d{4} |INFO|WARNING|fully_quantize)", said, re.MULTILINE)


@pytest.mark.parametrize("file", ["model.keras", "model.int8.onnx", "model.int8.tflite"])
def test_eval_reads_what_the_card_says(trained, file):
    faces = json.loads((trained / "models" / "edge" / ".run.json").read_text())["data"]
    fer_edge(trained, "eval", f"models/edge/{file}", "--data", faces, "--json", "eval.json")
    said = json.loads((trained / "models" / "edge" / "card.json").read_text())["figures"][file]["accuracy"]
    text = (trained / "eval.json").read_text()
    assert conform("eval", json.loads(text))["accuracy"] == pytest.approx(said, abs=1e-6)


def test_the_card_says_how_large_a_file_is_with_its_card_inside(trained):
    folder = trained / "models" / "edge"
    for file, figures in conform("card", json.loads((folder / "card.json").read_text()))["figures"].items():
        if file != "model.keras":
            assert (folder / file).stat().st_size == pytest.approx(figures["bytes"], abs=8)


def test_bench_measures_every_file(trained):
    fer_edge(trained, "bench", "--threads", "1", "--runs", "20", "--json", "bench.json", "--plot", "bench.png")
    assert len(conform("bench", json.loads((trained / "bench.json").read_text()))["rows"]) == 4
    assert (trained / "bench.png").stat().st_size > 1000


def test_bench_times_the_stages_of_the_loop(tmp_path):
    clip = real("clips/woman_640x360_24fps.mp4")
    fer_edge(tmp_path, "bench", "edge", "--source", str(clip), "--detector", "haar", "--json", "loop.json")
    row = conform("bench-loop", json.loads((tmp_path / "loop.json").read_text()))["rows"][0]
    assert set(row["stages"]) == {"read", "detect", "crop", "classify", "track", "draw", "sinks"}
    assert row["frames"] == 472 and row["frames_with_face"] >= 0.95 * 472


@pytest.mark.parametrize(("detector", "share"), [("yunet", 0.99), ("haar", 0.95)])
def test_run_finds_the_face_of_the_clip(tmp_path, detector, share):
    clip = real("clips/woman_640x360_24fps.mp4")
    yunet = real("detectors/face_detection_yunet_2023mar.onnx")
    words = ["run", "--source", str(clip), "--headless", "--detector", detector, "--jsonl", "out.jsonl"]
    fer_edge(tmp_path, *words, *(["--yunet", str(yunet)] if detector == "yunet" else []))
    lines = [conform("frame", json.loads(line)) for line in io.StringIO((tmp_path / "out.jsonl").read_text())]
    assert len(lines) == 472
    assert sum(bool(line["faces"]) for line in lines) >= share * 472


def test_a_lossy_export_is_refused_and_replaces_nothing(trained):
    from fer_edge.data.loading import load_split
    from fer_edge.export.pipeline import export
    from fer_edge.export.settings import ExportSettings

    folder = trained / "models" / "edge"
    faces = json.loads((folder / ".run.json").read_text())["data"]
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    strict = ExportSettings(int8=True, calibration="minmax", max_drop=-1)  # Whatever it lost is too much.
    with pytest.raises(GateError):
        export(folder, load_split(faces, "train"), load_split(faces, "validation"), strict, print)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_command_that_asks_for_nonsense_changes_nothing(trained):
    card = (trained / "models" / "edge" / "card.json").read_bytes()
    done = fer_edge(trained, "train", "--data", "synthetic", "--epochs", "0", expected=2)
    assert "epochs" in done.stderr
    assert (trained / "models" / "edge" / "card.json").read_bytes() == card


def test_missing_things_are_one_line_and_exit_3(tmp_path):
    for words in (["train"], ["run", "--source", "no.mp4"], ["eval", "nothing"], ["train", "--resume"]):
        done = fer_edge(tmp_path, *words, expected=3)
        assert done.stderr.count("\n") <= 2 and "Traceback" not in done.stderr
