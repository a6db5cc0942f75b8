"""Recipes: the options of a training run under a name, as TOML files for `fer-edge train --recipe NAME`."""

from pathlib import Path

from fer_edge.errors import UsageError

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
