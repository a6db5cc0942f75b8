"""Recipes are files, and say the same as the options they stand for."""

import json
import re
from pathlib import Path

import pytest
import typer

from fer_edge.cli.app import app
from fer_edge.errors import UsageError
from fer_edge.training.recipes import recipe_file, recipe_names
from fer_edge.training.settings import TrainSettings

ROOT = Path(__file__).parents[2]


def settings(*words: str) -> TrainSettings:
    """What `fer-edge train` would do with these words."""
    command = typer.main.get_command(app).commands["train"]
    context = command.make_context("train", list(words))
    return command.read_settings(context)["settings"]


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_can_be_read(name):
    assert settings("--recipe", name) == settings("--config", str(recipe_file(name))) != TrainSettings()


def test_a_file_wins_over_a_recipe_and_a_word_over_both(tmp_path):
    (tmp_path / "mine.toml").write_text("epochs = 7\nbatch = 32")
    words = ("--config", str(tmp_path / "mine.toml"), "--recipe", "edge", "--batch", "16")
    made = settings(*words)
    assert (made.epochs, made.batch, made.ema) == (7, 16, settings("--recipe", "edge").ema)


def test_the_shipped_edge_was_trained_by_its_recipe():
    card = json.loads((ROOT / "models/edge/card.json").read_text())["trained"]
    recipe = settings("--recipe", "shipped-edge")
    assert (recipe.epochs, recipe.learning_rate, recipe.ema) == (card["epochs"], card["learning_rate"], card["average"])
    assert (list(recipe.init), list(recipe.teachers)) == (card["init"], card["teachers"])


def test_no_recipe_is_named_by_an_unknown_name():
    with pytest.raises(UsageError, match=r"no recipe named nothing: there are .*edge"):
        recipe_file("nothing")


def test_make_models_runs_recipes_that_are_there():
    runs = re.search(r"^RUNS := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert {f"shipped-{run}" for run in runs} == {name for name in recipe_names() if name.startswith("shipped-")}
