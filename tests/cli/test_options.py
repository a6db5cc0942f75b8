"""Options are made from the settings of the part that consumes them."""

from dataclasses import dataclass

import pytest
import typer
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.options import add, with_settings
from fer_edge.system.settings import Checked, declared, setting
from fer_edge.training.settings import TrainSettings


@dataclass(frozen=True, kw_only=True)
class Oven(Checked):
    heat: float = setting(180.0, "How hot.", minimum=50, maximum=250, unit="degrees", aliases=("temperature",))
    fan: bool = setting(True, "Whether it blows.", aliases=("wind",))
    lit: bool = setting(False, "Whether one sees.", flag=True)
    trays: tuple[str, ...] = setting((), "What is in it.", many=True, name="tray")
    mode: str = setting("plain", "Which fire.", choices=("plain", "grill"))


def bake(tmp_path, *words: str, toml: str = "") -> Oven:
    """The settings that a small command gets from these words and this file."""
    program, seen = typer.Typer(), []

    @with_settings
    def oven(settings: Oven, config: ConfigFile = None) -> None:
        """Bake."""
        seen.append(settings)

    add(program, oven, "oven")
    program.command()(lambda: None)
    (tmp_path / "c.toml").write_text(toml)
    asked = ["oven", "--config", str(tmp_path / "c.toml"), *words]
    result = CliRunner().invoke(program, asked, standalone_mode=False)
    if result.exception:
        raise result.exception
    return seen[0]


def test_without_words_the_defaults_hold(tmp_path):
    assert bake(tmp_path) == Oven()


def test_words_and_a_file_say_the_same(tmp_path):
    words = ("--heat", "99", "--no-fan", "--lit", "--tray", "a,b", "--mode", "grill")
    toml = 'heat = 99\nfan = false\nlit = true\ntray = ["a", "b"]\nmode = "grill"'
    assert (
        bake(tmp_path, *words)
        == bake(tmp_path, toml=toml)
        == Oven(heat=99, fan=False, lit=True, trays=("a", "b"), mode="grill")
    )


@pytest.mark.parametrize("words", [("--temperature", "99", "--no-wind"), ("--temperature=99", "--no-wind")])
def test_older_names_are_understood(tmp_path, words):
    assert bake(tmp_path, *words) == bake(tmp_path, toml="temperature = 99\nwind = false") == Oven(heat=99, fan=False)


@pytest.mark.parametrize(
    ("words", "toml"),
    [
        (("--heat", "251"), ""),
        ((), "heat = 251"),
        ((), 'heat = "warm"'),
        ((), "warmth = 3"),
        (("--mode", "steam"), ""),
        ((), 'mode = "steam"'),
        ((), "heat = [1]"),
        ((), "tray = [true]"),
    ],
)
def test_what_is_wrong_ends_the_program_with_2(tmp_path, words, toml):
    with pytest.raises(Exception) as wrong:
        bake(tmp_path, *words, toml=toml)
    assert getattr(wrong.value, "exit_code", 2) == 2


def test_every_setting_of_a_run_is_an_option_of_train():
    command = typer.main.get_command(app).commands["train"]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {f"--{known.name}" for known in declared(TrainSettings)} <= options
