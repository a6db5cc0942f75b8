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
