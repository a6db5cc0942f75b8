"""Recipes: the options of a training run under a name, as TOML files for `fer-edge train --recipe NAME`."""

import tomllib
from collections.abc import Container
from dataclasses import fields, replace
from pathlib import Path

from fer_edge.errors import UsageError
from fer_edge.system.settings import from_record
from fer_edge.training.settings import TrainSettings

FOLDER = Path(__file__).parent


def recipe_names() -> list[str]:
    """The names of the recipes that ship with the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def recipe_file(name: str) -> Path:
    """The file of a recipe, or a recipe's own file. Raises UsageError when there is none of that name."""
    if name.endswith(".toml"):
        return Path(name)
    if name not in recipe_names():
        raise UsageError(f"no recipe named {name}: there are {', '.join(recipe_names())}")
    return FOLDER / f"{name}.toml"


FEW = "few"
"""The recipe that --from follows where nobody says otherwise."""


FOREIGN = "foreign"
"""The recipe that networks of keras.applications, and users' own, follow where nobody says otherwise."""


def filled(settings: TrainSettings, recipe: str, given: Container[str]) -> TrainSettings:
    """The settings, and all but the fields that were given as a recipe has them."""
    values = tomllib.loads(recipe_file(recipe).read_text())
    there = from_record(TrainSettings, {key.replace("-", "_"): value for key, value in values.items()})
    left = [field.name for field in fields(TrainSettings) if field.name not in given]
    named = {key.replace("-", "_") for key in values}
    return replace(settings, **{name: getattr(there, name) for name in left if name in named})
