"""Where results go is looked at before the work begins."""

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import UsageError

LONG = ["run", "bench", "eval", "export", "train", "data inspect"]
"""Commands whose work takes seconds to hours."""


def refused(words: list[str]) -> str:
    error = CliRunner().invoke(app, words).exception
    assert isinstance(error, UsageError), error
    return str(error)


@pytest.mark.parametrize("command", LONG)
def test_a_result_that_cannot_be_written_ends_a_command_at_once(tmp_path, command):
    assert "it is a folder" in refused([*command.split(), "--json", str(tmp_path)])
    assert "no folder" in refused([*command.split(), "--json", str(tmp_path / "nowhere" / "a.json")])


@pytest.mark.parametrize("command", ["bench --plot", "data preview synthetic --out"])
def test_a_picture_is_a_png(tmp_path, command):
    assert "not a PNG" in refused([*command.split(), str(tmp_path / "a.jpg")])
    assert "no folder" in refused([*command.split(), str(tmp_path / "nowhere" / "a.png")])


def test_a_plot_of_the_whole_loop_is_refused_rather_than_left_out(tmp_path):
    assert "--plot" in refused(["bench", "--source", "clip.mp4", "--plot", str(tmp_path / "a.png")])


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A present folder with a model, a recording, a photo, a configuration and a data set, each precious."""
    monkeypatch.chdir(tmp_path)
    model = tmp_path / "models" / "m"
    for path in (model / "card.json", model / "model.onnx", tmp_path / "clip.mp4", tmp_path / "photos" / "a.png"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("precious")
    (tmp_path / "run.toml").write_text("")
    (tmp_path / "fer.csv").write_text("emotion,pixels,Usage\n")
    (tmp_path / "hard").hardlink_to(tmp_path / "photos" / "a.png")
    (tmp_path / "soft").symlink_to(tmp_path / "clip.mp4")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        "run --model m --source clip.mp4 --json clip.mp4",
        "run --model m --source clip.mp4 --jsonl soft",
        "run --model m --source clip.mp4 --save soft",
        "run --model m --source clip.mp4 --jsonl models/m/model.onnx",
        "run --model m --source clip.mp4 --table models/m/card.json",
        "run --model models/m/model.onnx --source clip.mp4 --json models/m/model.onnx",
        "run --model m --source clip.mp4 --config run.toml --jsonl run.toml",
        "run --model m --source clip.mp4 --yunet clip.mp4 --jsonl soft",
        "run --model m --source photos --jsonl photos/a.png",
        "run --model m --source photos --jsonl hard",
        "run --model m --source clip.mp4 --json a --jsonl ./a",
        "run --model m --source clip.mp4 --json - --jsonl -",
        "bench models/m/model.onnx --json models/m/model.onnx",
        "bench m --json models/m/card.json",
        "bench m --source clip.mp4 --json clip.mp4",
        "bench m --json a.png --plot a.png",
        "bench m --json a --csv a",
        "eval m --data fer.csv --json fer.csv",
        "eval m --data fer.csv --json models/m/model.onnx",
        "doctor --json models/m/card.json",
        "data inspect fer.csv --json fer.csv",
        "data inspect photos --json hard",
        "data preview photos --out photos/a.png",
        "train --data fer.csv --json fer.csv",
        "train --init models/m/model.onnx --json models/m/model.onnx",
    ],
)
def test_no_command_writes_over_what_it_reads_or_writes_besides(place, words):
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert " are both " in refused([*words.split(), *(["--headless"] if words.startswith("run") else [])])
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_a_new_file_beside_what_is_read_and_a_device_are_no_such_thing(place):
    error = CliRunner().invoke(app, ["data", "inspect", "photos", "--json", "photos/new.json"]).exception
    assert "no usable split" in str(error)
    words = "run --headless --model m --source photos --json /dev/null --jsonl /dev/null --table photos/out.csv"
    assert "are both" not in str(CliRunner().invoke(app, words.split()).exception)


def test_an_option_s_path_that_is_read_is_no_output(tmp_path):
    """Whether Typer keeps a path in its context, as it does from 0.29 on, or the text of one."""
    detector = tmp_path / "yunet.onnx"
    detector.write_bytes(b"kept")
    for command in ("run --source a.png --headless", "bundle"):
        option = "--jsonl" if "run" in command else "--json"
        words = [*command.split(), "--yunet", str(detector), option, str(detector)]
        assert "--yunet" in refused(words)
    assert detector.read_bytes() == b"kept"
