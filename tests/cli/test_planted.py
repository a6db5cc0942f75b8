"""Secrets planted in every place where people put them: nothing that is printed or written has them."""

import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.cli import app, console
from fer_edge.system.messages import Shown

SECRET = "hunter2planted"

ADDRESSES = (
    f"rtsp://u:{SECRET}@127.0.0.1:9/s",
    f"rtsp://u:p/{SECRET}@127.0.0.1:9/s",
    f"rtsp://u:{SECRET}?x#@y@127.0.0.1:9/s",
    f"rtsp://u:12/{SECRET}@127.0.0.1:9/s",
    f"rtsp:/u:{SECRET}@127.0.0.1:9/s",
    f"http://127.0.0.1:9/user=admin_password={SECRET}_channel=1",
    f"http://127.0.0.1:9/s?token={SECRET}&pwd={SECRET}",
    f"u:{SECRET}@127.0.0.1:9",
)

PLACES = (
    "run --headless --source @",
    "run --headless --camera @",
    "run --headless --model @",
    "run --headless --yunet @ --detector yunet",
    "run @",
    "run --size @",
    "run --config @",
    "run --json @/x/y",
    "run --headless --source face.png --jsonl @/x/y",
    "run --headless --source face.png --table @/x/y",
    "run --headless --source face.png --save @/x/y.mp4",
    "run --headless --source face.png --mqtt @",
    "run --headless --source face.png --web @",
    "run --headless --source face.png --metrics @",
    "run --headless --source face.png --journal @",
    "explain --since @",
    "explain --journal @",
    "explain --support @/x/y",
    "bench --runs 1 --threads 1 --source @",
    "bench --runs 1 --threads 1 @ --json out.json",
    "bench --runs 1 --threads 1 nano --data @",
    "bench --forget @",
    "bench compare @ @",
    "bench compare a.json --reference @",
    "eval @ --data synthetic",
    "eval --data @",
    "eval edge --data synthetic --against @",
    "eval edge --data synthetic --report @/x/y",
    "data inspect @ --json out.json",
    "data preview @",
    "data preview --split @",
    "models pull @",
    "models pull yunet --from @",
    "models list @",
    "service install --config @",
    "service install --config run.toml --as @",
    "train --recipe @",
    "doctor @",
    "deploy @",
    "deploy status @",
    "deploy h --bundle @",
    "deploy --inventory @",
    "deploy h --run-config @",
    "deploy role @",
    "@",
)

CONFIGS = (
    'source = ["@"]',
    'source = { a = "@" }',
    'source = "@"',
    'camera = "@"',
    'mqtt = "@"',
    'mqtt = ["@"]',
    'headless = "@"',
    'fps = "@"',
    'run = "@"',
    'run = ["@"]',
    '"@" = 1',
    'source = "@',
    'source = "@"\nsource = "@"',
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("fer_edge.runtime.sources.stream.PATIENCE", 200)
    cv2.imwrite("face.png", np.zeros((48, 48, 3), np.uint8))
    Path("run.toml").write_text("headless = true\n")
    return tmp_path


def told(arguments: list[str], monkeypatch, capfd) -> str:
    """All that a command prints."""
    monkeypatch.setattr(sys, "argv", ["fer-edge", *arguments])
    with pytest.raises(SystemExit):
        app.main()
    captured = capfd.readouterr()
    return captured.out + captured.err


def leaks(place: Path, planted: tuple[str, ...] = ()) -> list[str]:
    files = [path for path in place.rglob("*") if path.is_file() and path.name not in planted]
    return [str(path) for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("line", PLACES)
def test_an_address_on_the_command_line(place, monkeypatch, capfd, line):
    for address in ADDRESSES:
        said = told([word.replace("@", address) for word in line.split()], monkeypatch, capfd)
        assert said and SECRET not in said, (address, said)
    assert leaks(place) == []


@pytest.mark.parametrize("text", CONFIGS)
def test_an_address_in_a_configuration(place, monkeypatch, capfd, text):
    for address in ADDRESSES[:3] + ADDRESSES[5:6]:
        Path("c.toml").write_text(text.replace("@", address))
        said = told(["run", "--config", "c.toml", "--headless"], monkeypatch, capfd)
        assert said and SECRET not in said, (address, said)
    assert leaks(place, ("c.toml",)) == []


def test_what_the_environment_holds(place, monkeypatch, capfd):
    for name in ("FER_EDGE_TOKEN", "FER_EDGE_MQTT_PASSWORD", "FER_EDGE_SOURCE_PASSWORD"):
        monkeypatch.setenv(name, SECRET)
    where = ["--mqtt", "mqtt://me@127.0.0.1:9/x", "--web", "0.0.0.0:0", "--metrics", "0.0.0.0:0", "--json", "out.json"]
    said = told(["run", "--headless", "--source", "face.png", *where], monkeypatch, capfd)
    assert SECRET not in said and "watch at http://" in said and "?token=***" in said
    assert SECRET not in told(["run", "--headless", "--source", "rtsp://me@127.0.0.1:9/s"], monkeypatch, capfd)
    assert leaks(place) == []


def test_a_token_that_was_made_is_told_and_one_that_was_given_on_a_terminal_alone(monkeypatch, capfd):
    console.note(Shown("at http://cam/?token=made"))
    console.note(Shown("at http://cam/?token=given", given=True))
    assert capfd.readouterr().err == "at http://cam/?token=made\nat http://cam/?token=***\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    console.note(Shown("at http://cam/?token=given", given=True))
    assert capfd.readouterr().err == "at http://cam/?token=given\n"


def test_a_fault_of_ours_quotes_no_address(place, monkeypatch, capfd):
    def faulty(**_):
        raise ValueError(f"odd \x1b[2J rtsp://u:{SECRET}@h")

    monkeypatch.setattr(app, "app", faulty)
    said = told([], monkeypatch, capfd)
    assert SECRET not in said and r"ValueError: odd \x1b[2J rtsp://***@h" in said and "test_planted.py" in said


@pytest.mark.parametrize(
    "name", ["\x1b[2J\x1b]0;x\x07", "a\nfer-edge: all is well", "\u202egpj.exe", os.fsdecode(b"\xff")]
)
def test_a_name_moves_no_cursor_and_makes_no_line(place, monkeypatch, capfd, name):
    for line in ("run --headless --source @", "eval @ --data synthetic", "data inspect @", "@"):
        said = told([word.replace("@", name) for word in line.split()], monkeypatch, capfd)
        assert all(part.isprintable() for part in said.splitlines())
        assert not any(part.startswith("fer-edge: all is well") for part in said.splitlines())
