"""Options declared once: a settings dataclass whose fields carry default, range, unit and help.

The part that consumes a setting declares it with `setting`; the command line, --config files, what a stopped run was
asked for and the reference page are made from that declaration. The standard library alone, so that --help is quick.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from fer_edge.errors import UsageError
from fer_edge.system.untrusted import typed

METADATA = "option"
"""Where a dataclass field keeps its Option."""

Settings = TypeVar("Settings")


@dataclass(frozen=True, kw_only=True)
class Option:
    """What is known of a setting beside its type and default.

    help: one sentence. group: a heading under which the help lists it. minimum, maximum: bounds, both allowed.
    choices: the only texts allowed, beside those of a form, such as module:function. unit: what a number counts.
    name: on the command line, when not the field's.
    aliases: older names, which stay valid. flag: a switch without a --no- form. many: a tuple, written with commas.
    parse: from a text to the value. suggest: what completion offers, "model" or "camera".
    environment: a variable that is read when the option is not given. default_text: the default as people write it.
    """

    help: str
    group: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    form: str = ""
    unit: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    flag: bool = False
    many: bool = False
    parse: Callable[[str], Any] | None = None
    suggest: str = ""
    environment: str = ""
    default_text: str = ""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One setting of a class: its field, the name on the command line (without dashes), type, default and Option."""

    field: str
    name: str
    type: Any
    default: Any
    option: Option

    @property
    def names(self) -> set[str]:
        """Every name it is known by in a file, with underscores."""
        spellings = {self.field, self.name, *self.option.aliases}
        return {name.replace("-", "_") for name in spellings}


class Checked:
    """A settings dataclass that holds its values against their declarations when it is made. Raises UsageError."""

    def __post_init__(self) -> None:
        check(self)


def setting(default: Any, help: str, **more: Any) -> Any:
    """A dataclass field that is an option; `more` are fields of Option."""
    return dataclasses.field(default=default, metadata={METADATA: Option(help=help, **more)})


def declared(kind: type) -> list[Declared]:
    """The options of a settings class in the order of its fields; plain fields are none."""
    types = get_type_hints(kind)
    return [
        Declared(
            field=field.name,
            name=field.metadata[METADATA].name or field.name.replace("_", "-"),
            type=types[field.name],
            default=field.default,
            option=field.metadata[METADATA],
        )
        for field in dataclasses.fields(kind)
        if METADATA in field.metadata
    ]


def check(settings: Any) -> None:
    """Hold every setting against its range and choices. Raises UsageError."""
    for known in declared(type(settings)):
        value = getattr(settings, known.field)
        if value is None:
            continue
        if known.option.choices and value not in known.option.choices and not _of_form(value, known.option.form):
            *most, last = (*known.option.choices, *([known.option.form] if known.option.form else []))
            expected = f"{', '.join(most)} or {last}"
            raise UsageError(f"--{known.name}: there is no {value}; expected {expected}")
        if isinstance(value, (int, float)) and not _within(value, known.option):
            raise UsageError(f"--{known.name} {value}: expected {_range(known.option)}")


def from_record(kind: type[Settings], record: Mapping[str, Any]) -> Settings:
    """Settings that were written down as plain values, also by a version that called some of them otherwise.

    Raises ValueError when a value is of another type, UsageError when it is out of range.
    """
    names = {name: known for known in declared(kind) for name in known.names}
    values = {}
    for key, value in record.items():
        known = names.get(key)
        if known is not None:
            values[known.field] = typed(known.type, value, key)
    return kind(**values)


def _of_form(value: str, form: str) -> bool:
    """Whether a text has words where the form has them, which may have dots, and the form's signs between them."""
    return bool(form) and re.fullmatch(re.sub(r"\w+", r"[\\w.]+", form), value) is not None


def _within(value: float, option: Option) -> bool:
    above = option.minimum is None or value >= option.minimum
    return above and (option.maximum is None or value <= option.maximum)


def _range(option: Option) -> str:
    unit = f" {option.unit}" if option.unit else ""
    if option.maximum is None:
        return f"at least {option.minimum:g}{unit}"
    if option.minimum is None:
        return f"at most {option.maximum:g}{unit}"
    return f"{option.minimum:g} to {option.maximum:g}{unit}"
