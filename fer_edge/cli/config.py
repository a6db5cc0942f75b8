"""Options from a TOML file: `--config FILE`, and for training `--recipe NAME`."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.cli.completion import complete_recipe
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.settings import Declared
from fer_edge.system.untrusted import read_file

NOT_FOR_FILES = ("config", "recipe", "help")

TUNE, RANGES = "tune", (list, dict)
"""The command in whose table lists and tables are no values of its options: see `read_ranges`."""

KINDS = {bool: "true or false", str: "a text", list: "a list", dict: "a table", int: "a number", float: "a number"}
"""What TOML calls the values that Python's reader gives."""


def read_config(ctx: typer.Context, path: Path | None) -> Path | None:
    """Make the values of a TOML file the defaults of this command's options; the command line wins.

    Raises MissingError when there is no such file, UsageError when a key or a type is wrong.
    """
    if path is not None and not ctx.resilient_parsing:
        ctx.default_map = {**(ctx.default_map or {}), **_values(ctx, path)}
    return path


def read_recipe(ctx: typer.Context, name: str | None) -> str | None:
    """As `read_config`, of a recipe that ships with the package; a --config file wins over it."""
    if name is not None and not ctx.resilient_parsing:
        from fer_edge.training.recipes import recipe_file

        ctx.default_map = {**_values(ctx, recipe_file(name)), **(ctx.default_map or {})}
    return name


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="TOML with these options as keys; the command line wins.",
        is_eager=True,  # The other options look for their defaults when they are read.
        callback=read_config,
    ),
]

Recipe = Annotated[
    str | None,
    typer.Option(
        "--recipe",
        help="Options by a name: how the shipped models were trained, and others; or a TOML file of such options. "
        "--config and the command line win.",
        is_eager=True,
        callback=read_recipe,
        autocompletion=complete_recipe,
    ),
]


def read_run(ctx: typer.Context, path: Path) -> tuple[typer.Context, dict[str, Any]]:
    """Let `run` itself read a file of its options: its parsed context, and its settings by the doorway's parameters.

    A mistake is told now, not in a journal, and nothing is run. Raises what run's readers raise.
    """
    # As a command of the whole program, whose other commands may have tables in the file too.
    root = ctx.find_root()
    command: Any = root.command.commands["run"]  # type: ignore[attr-defined]
    parsed = command.make_context("run", ["--config", str(path)], parent=root)
    one_of(parsed, "camera", "source")
    return parsed, command.read_settings(parsed)


def read_ranges(path: Path | None, recipe: str | None) -> dict[str, Any]:
    """What the [tune] tables of a configuration and of a recipe have other than options: ranges. The former wins.

    Raises what `read_config` does.
    """
    from fer_edge.training.recipes import recipe_file

    found: dict[str, Any] = {}
    for file in (recipe_file(recipe) if recipe else None, path):
        own = _load(file).get(TUNE, {}) if file else {}
        found |= {key: value for key, value in own.items() if isinstance(value, RANGES)}
    return found


def is_given(ctx: typer.Context, name: str) -> bool:
    """Whether an option's value was typed, or stands in a file or the environment, rather than being the default."""
    return getattr(ctx.get_parameter_source(name), "name", "DEFAULT") != "DEFAULT"


def one_of(ctx: typer.Context, first: str, second: str) -> tuple[Any, Any]:
    """The values of two options that exclude each other; one on the command line silences one of the file.

    Raises UsageError when both are given in the same place.
    """
    values = {name: ctx.params[name] for name in (first, second)}
    if None not in values.values():
        typed = [name for name in values if getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"]
        if len(typed) != 1:
            raise UsageError(f"--{first} and --{second} exclude each other: name one")
        values = {name: value if name in typed else None for name, value in values.items()}
    return values[first], values[second]


def _values(ctx: typer.Context, path: Path) -> dict[str, Any]:
    """The values of a file by the names of this command's parameters, as if they were typed."""
    options = {str(option.name): option for option in ctx.command.params if option.name not in NOT_FOR_FILES}
    settings: dict[str, Declared] = {known.field: known for known in getattr(ctx.command, "settings", ())}
    fields = {name: name for name in options} | {name: one.field for one in settings.values() for name in one.names}
    others = getattr(ctx.parent.command, "commands", {}) if ctx.parent else {}
    values: dict[str, Any] = {}
    for key, value in _flat(_load(path), ctx.info_name or "run", set(others), path):
        field = fields.get(key.replace("-", "_"))
        if field is None:
            raise UsageError(f"{path}: no option named {key}{_nearest(key, fields)}")
        if field in values:
            raise UsageError(f"{path}: {key} is there twice: keep one")
        values[field] = _typed(options[field], settings.get(field), value, f"{path}: {key}")
    return values


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_file(path).decode("utf-8"))
    except OSError as error:
        raise MissingError(f"cannot read the configuration {path}: {error.strerror}; name another file") from error
    except (ValueError, RecursionError) as error:
        hint = 'write one `key = value` a line, texts in "quotes"'
        raise UsageError(f"{path} is not TOML: {error}; {hint}") from error


def _flat(content: dict[str, Any], command: str, others: set[str], path: Path) -> list[tuple[str, Any]]:
    """The top level and the command's own table; the tables of other commands are theirs."""
    own = content.get(command, {})
    if not isinstance(own, dict):
        raise UsageError(f"{path}: {command} is {_kind(own)}: expected a table, [{command}]")
    if command == TUNE:
        own = {key: value for key, value in own.items() if not isinstance(value, RANGES)}
    skipped = {command} | {name for name in others if isinstance(content.get(name), dict)}
    return [(key, value) for key, value in content.items() if key not in skipped] + list(own.items())


def _nearest(key: str, names: dict[str, str]) -> str:
    close = difflib.get_close_matches(key.replace("-", "_"), names, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are {', '.join(sorted(set(names.values())))}"


def _typed(option: Any, known: Declared | None, value: Any, where: str) -> bool | str:
    """The value as if it were typed on the command line, which converts and checks it."""
    if getattr(option, "is_flag", False):
        if not isinstance(value, bool):
            raise UsageError(f"{where} is {_kind(value)}: expected true or false")
        return value
    if known is not None and known.option.many and isinstance(value, list):
        return ",".join(str(_one(part, where)) for part in value)
    return str(_one(value, where))


def _one(value: Any, where: str) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise UsageError(f"{where} is {_kind(value)}: expected a text or a number")
    return value


def _kind(value: Any) -> str:
    """What a value is, without the value: it may be an address with a password."""
    return KINDS.get(type(value), f"a {type(value).__name__}")
