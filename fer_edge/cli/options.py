"""From settings dataclasses to a command's options: each is declared once, by the part that consumes it."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Annotated, Any, ClassVar, Protocol, cast, get_type_hints

import typer
from typer.core import TyperCommand

from fer_edge.cli.completion import complete_camera, complete_model, complete_target
from fer_edge.cli.output import typed_values
from fer_edge.system.settings import Declared, declared

SUGGESTIONS = {"model": complete_model, "camera": complete_camera, "target": complete_target}


class SettingsDoorway(Protocol):
    """What `with_settings` makes of a function. kinds: the settings classes among its parameters, by their names."""

    kinds: dict[str, type]

    def __call__(self, **values: Any) -> None:
        """Make the settings of the options' values, and call the function."""


def with_settings(doorway: Callable[..., None]) -> SettingsDoorway:
    """Give a command an option for each setting of the settings dataclasses among its parameters.

    Other parameters stay as they are. The command is called with the settings made and checked.
    """
    signature, hints = inspect.signature(doorway), get_type_hints(doorway, include_extras=True)
    kinds = {name: hints[name] for name in signature.parameters if is_dataclass(hints[name])}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        if name in kinds:
            parameters += [_parameter(known) for known in declared(kinds[name])]
        else:
            parameters.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(doorway)
    def command(**values: Any) -> None:
        return doorway(**values | make_settings(kinds, values))

    # Typer reads the parameters here, and would follow __wrapped__ to the doorway's own.
    del command.__wrapped__
    command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.kinds = kinds  # type: ignore[attr-defined]
    return cast(SettingsDoorway, command)


def make_settings(kinds: dict[str, type], values: dict[str, Any]) -> dict[str, Any]:
    """The settings of these classes, by the same names, out of options' `values`, which they leave.

    Raises UsageError when a value is out of range.
    """
    return {
        name: kind(**{known.field: values.pop(known.field) for known in declared(kind)}) for name, kind in kinds.items()
    }


def add(app: typer.Typer, command: SettingsDoorway, name: str, panel: str | None = None) -> None:
    """Make a function that `with_settings` made a command of an app, with the older names of its options.

    panel: the heading under which the help lists it.
    """
    app.command(name, rich_help_panel=panel, cls=type("Command", (SettingsCommand,), {"kinds": command.kinds}))(command)


class SettingsCommand(TyperCommand):
    """A command that knows its settings. kinds: their classes, by the doorway's parameters."""

    kinds: ClassVar[dict[str, type]] = {}

    @property
    def settings(self) -> list[Declared]:
        """Each setting that the command has an option for."""
        return [known for kind in self.kinds.values() for known in declared(kind)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the older names of options as the present ones."""
        renamed = {
            f"--{no}{old}": f"--{no}{known.name}"
            for known in self.settings
            for old in known.option.aliases
            for no in ("", "no-")
        }
        return super().parse_args(ctx, [_present(word, renamed) for word in args])

    def read_settings(self, ctx: Any) -> dict[str, Any]:
        """The settings in a context whose arguments have been parsed, by the doorway's parameters."""
        return make_settings(self.kinds, typed_values(ctx))


def _present(word: str, renamed: dict[str, str]) -> str:
    name, equals, value = word.partition("=")
    return renamed.get(name, name) + equals + value


def _parameter(known: Declared) -> inspect.Parameter:
    option = known.option
    names = [f"--{known.name}"]
    if known.type in (bool, bool | None) and not option.flag:
        names.append(f"--no-{known.name}")
    parse = _split if option.many and option.parse is None else option.parse
    info = typer.Option(
        "/".join(names),
        help=option.help,
        min=option.minimum,
        max=option.maximum,
        rich_help_panel=option.group or None,
        autocompletion=_completion(option.suggest, option.choices),
        parser=None if parse is None else _parser(parse),
        metavar=_metavar(known),
        envvar=option.environment or None,
        show_default=option.default_text or (known.default is not False and known.default not in (None, (), "")),
    )
    return inspect.Parameter(
        known.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=known.default,
        annotation=Annotated[str if parse else known.type, info],
    )


def _metavar(known: Declared) -> str | None:
    if known.option.many:
        return "<text,...>"
    return f"<{known.option.unit}>" if known.option.unit else None


def _parser(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """What Typer hands over is a text, or a default that is a value already."""

    def parsed(text: Any) -> Any:  # A function, and no partial: Click asks for its name.
        return parse(text) if isinstance(text, str) else text

    return parsed


def _split(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _completion(suggest: str, choices: tuple[str, ...]) -> Callable[[str], list[str]] | None:
    if choices:
        return lambda incomplete: [choice for choice in choices if choice.startswith(incomplete)]
    return SUGGESTIONS.get(suggest)
