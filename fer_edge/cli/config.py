"""Options from a TOML file: `--config FILE`."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.errors import MissingError, UsageError

NOT_FOR_FILES = ("config", "help")


def read_config(ctx: typer.Context, path: Path | None) -> Path | None:
    """Make the values of a TOML file the defaults of this command's options; the command line wins.

    Raises MissingError when there is no such file, UsageError when a key or a type is wrong.
    """
    if path is None or ctx.resilient_parsing:
        return path
    options = {option.name: option for option in ctx.command.params if option.name not in NOT_FOR_FILES}
    others = getattr(ctx.parent.command, "commands", {}) if ctx.parent else {}
    asked = _flat(_load(path), ctx.info_name or "run", set(others), path)
    values: dict[str, Any] = {}
    for key, value in asked:
        name = key.replace("-", "_")
        if name not in options:
            raise UsageError(f"{path}: no option named {key}{_nearest(name, options)}")
        if name in values:
            raise UsageError(f"{path}: {key} is there twice: keep one")
        values[name] = _typed(options[name], value, f"{path}: {key}")
    ctx.default_map = {**(ctx.default_map or {}), **values}
    return path


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="TOML with these options as keys; the command line wins.",
        is_eager=True,  # The other options look for their defaults when they are read.
        callback=read_config,
    ),
]


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


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingError(f"cannot read the configuration {path}: {error.strerror}; name another file") from error
    except ValueError as error:
        hint = 'write one `key = value` a line, texts in "quotes"'
        raise UsageError(f"{path} is not TOML: {error}; {hint}") from error


def _flat(content: dict[str, Any], command: str, others: set[str], path: Path) -> list[tuple[str, Any]]:
    """The top level and the command's own table; the tables of other commands are theirs."""
    own = content.get(command, {})
    if not isinstance(own, dict):
        raise UsageError(f"{path}: {command} is {own!r}: expected a table, [{command}]")
    skipped = {command} | {name for name in others if isinstance(content.get(name), dict)}
    return [(key, value) for key, value in content.items() if key not in skipped] + list(own.items())


def _nearest(name: str, options: dict[Any, Any]) -> str:
    close = difflib.get_close_matches(name, [str(option) for option in options], n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are {', '.join(sorted(str(option) for option in options))}"


def _typed(option: Any, value: Any, where: str) -> bool | str:
    """The value as if it were typed on the command line, which converts and checks it."""
    if getattr(option, "is_flag", False):
        if not isinstance(value, bool):
            raise UsageError(f"{where} is {value!r}: expected true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise UsageError(f"{where} is {value!r}: expected a text or a number")
    return str(value)
