"""--config: a file gives the defaults, the command line wins, and mistakes are named."""

import sys

import pytest
import typer
from typer.testing import CliRunner

from fer_edge.cli import app as cli
from fer_edge.cli.config import ConfigFile, one_of
from fer_edge.errors import MissingError, UsageError


def ask(tmp_path, text: str, *arguments: str) -> dict:
    """The values that a small `run` gets from this file and these arguments."""
    app, seen = typer.Typer(), {}

    @app.command()
    def run(
        ctx: typer.Context,
        config: ConfigFile = None,
        camera: str | None = None,
        source: str | None = None,
        max_frames: int = typer.Option(0, min=0),
        fps: float = 0.0,
        headless: bool = typer.Option(False, "--headless"),
        mirror: bool = True,
    ) -> None:
        seen.update(ctx.params | dict(zip(("camera", "source"), one_of(ctx, "camera", "source"), strict=True)))

    @app.command()
    def bench() -> None: ...

    (tmp_path / "c.toml").write_text(text)
    result = CliRunner().invoke(app, ["run", "--config", str(tmp_path / "c.toml"), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return seen


def test_a_file_gives_the_defaults(tmp_path):
    seen = ask(tmp_path, "max-frames = 3\nheadless = true\ncamera = 0\n[run]\nfps = 5\nmirror = false\n[bench]\nx = 1")
    assert (seen["max_frames"], seen["headless"], seen["camera"], seen["fps"]) == (3, True, "0", 5.0)
    assert seen["mirror"] is False


def test_the_command_line_wins(tmp_path):
    seen = ask(tmp_path, "max_frames = 3\nfps = 5", "--max-frames", "7", "--mirror")
    assert (seen["max_frames"], seen["fps"], seen["mirror"]) == (7, 5.0, True)


def test_a_source_on_the_command_line_silences_the_camera_of_the_file(tmp_path):
    seen = ask(tmp_path, "camera = 0", "--source", "clip.mp4")
    assert (seen["camera"], seen["source"]) == (None, "clip.mp4")


@pytest.mark.parametrize("arguments", [(), ("--camera", "0", "--source", "clip.mp4")])
def test_two_of_a_kind_in_one_place_exclude_each_other(tmp_path, arguments):
    with pytest.raises(UsageError, match="exclude each other"):
        ask(tmp_path, 'camera = 0\nsource = "clip.mp4"', *arguments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_frame = 3", "no option named max_frame; did you mean max_frames"),
        ("[runs]\nfps = 3", "no option named runs"),
        ("config = 3", "no option named config"),
        ("max_frames = true", "expected a text or a number"),
        ('headless = "yes"', "expected true or false"),
        ("headless = 1", "expected true or false"),
        ("camera = true", "expected a text or a number"),
        ("camera = [0]", "expected a text or a number"),
        ("max-frames = 1\nmax_frames = 1", "twice"),
        ("max_frames = 1\n[run]\nmax_frames = 1", "twice"),
        ("run = 1", "expected a table"),
        ("fps = ", "not TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, message):
    with pytest.raises(UsageError, match=message):
        ask(tmp_path, text)


def test_a_file_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(MissingError, match="cannot read the configuration"):
        ask(tmp_path, "", "--config", str(tmp_path / "nowhere.toml"))


@pytest.mark.parametrize(
    "text", ["nonsense = 1", 'smoothing = "long"', "threads = 1.5", "fps = -1", "jsonl-megabytes = inf"]
)
def test_the_real_run_ends_with_2(tmp_path, monkeypatch, capsys, text):
    (tmp_path / "c.toml").write_text(text)
    monkeypatch.setattr(sys, "argv", ["fer-edge", "run", "--config", str(tmp_path / "c.toml")])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert text.split()[0] in capsys.readouterr().err
