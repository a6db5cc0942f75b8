"""Recipes are files, and say the same as the options they stand for."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
import typer

from fer_edge.cli.app import app
from fer_edge.errors import UsageError
from fer_edge.training.recipes import FEW, filled, recipe_file, recipe_names
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


@pytest.mark.parametrize("model", ["edge", "nano"])
def test_a_shipped_model_was_trained_by_its_recipe(model):
    trained = asdict(TrainSettings()) | json.loads((ROOT / f"models/{model}/card.json").read_text())["trained"]
    recipe = json.loads(json.dumps(asdict(settings("--recipe", f"shipped-{model}"))))
    decided = {"precision", "flip_equivariant"}  # By the machine and the network, where a recipe leaves them open.
    assert recipe == {name: recipe[name] if name in decided else trained[name] for name in recipe}


def test_no_recipe_is_named_by_an_unknown_name():
    with pytest.raises(UsageError, match=r"no recipe named nothing: there are .*edge"):
        recipe_file("nothing")


def test_make_models_runs_the_recipes_of_the_shipped_models():
    trained = set(re.findall(r"retrain/models/([a-z]+)", (ROOT / "Makefile").read_text()))
    assert {f"shipped-{name}" for name in trained} == {name for name in recipe_names() if name.startswith("shipped-")}


def test_what_is_given_wins_over_a_recipe_that_fills_in(tmp_path):
    given = TrainSettings(epochs=60, augment=0.9)
    made, recipe = filled(given, FEW, {"epochs"}), settings("--recipe", FEW)
    assert (made.epochs, made.augment, made.batch) == (60, recipe.augment, recipe.batch)
