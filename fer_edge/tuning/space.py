"""Which options of training a study tries, and between which values: what a [tune] table says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from fer_edge.errors import UsageError
from fer_edge.system.settings import Declared, declared
from fer_edge.system.untrusted import typed
from fer_edge.training.settings import TrainSettings

if TYPE_CHECKING:
    from optuna.trial import BaseTrial

USUAL: dict[str, Any] = {
    "learning-rate": {"low": 0.02, "high": 0.3, "log": True},
    "weight-decay": {"low": 1e-3, "high": 2e-2, "log": True},
    "augment": {"low": 0.25, "high": 1.25},
    "label-smoothing": {"low": 0.0, "high": 0.2},
    "balance": {"low": 0.0, "high": 0.5},
}
"""What is tried where nobody says."""

KEYS = {"low", "high", "log", "step"}

EXPECTED = "expected {low = …, high = …}, with log = true or step = …, or a list of values"


@dataclass(frozen=True, kw_only=True)
class Range:
    """The values of one option that are tried.

    field: of TrainSettings. name: the option's. choices: the only values, or none: all from low to high, both
    included; on a logarithmic scale with `log`; those `step` apart with a step.
    """

    field: str
    name: str
    whole: bool = False
    low: float = 0
    high: float = 0
    log: bool = False
    step: float | None = None
    choices: tuple[Any, ...] = ()

    def suggest(self, trial: "BaseTrial") -> Any:
        """The value that a trial is to take."""
        if self.choices:
            kept = [_plain(one) for one in self.choices]
            return self.choices[kept.index(trial.suggest_categorical(self.name, kept))]
        if self.whole:
            step = int(self.step or 1)
            return trial.suggest_int(self.name, int(self.low), int(self.high), step=step, log=self.log)
        return trial.suggest_float(self.name, self.low, self.high, step=self.step, log=self.log)

    def text(self) -> str:
        """For people: what is tried."""
        if self.choices:
            return f"{self.name} {', '.join(str(_plain(one)) for one in self.choices)}"
        how = " (log)" if self.log else f" by {self.step:g}" if self.step else ""
        return f"{self.name} {self.low:g} to {self.high:g}{how}"


def _plain(value: Any) -> Any:
    """A value as a store of trials keeps it."""
    return ",".join(value) if isinstance(value, tuple) else value


def read_space(table: Mapping[str, Any], base: TrainSettings, where: str) -> tuple[Range, ...]:
    """The ranges of a table as TOML has it, each held against its option's declaration.

    base: what the other options are. where: the table, for messages. Raises UsageError.
    """
    names = {name: known for known in declared(TrainSettings) for name in known.names}
    found: dict[str, Range] = {}
    for key, value in table.items():
        known = names.get(key.replace("-", "_"))
        if known is None:
            raise UsageError(f"{where}: {key[:40]} is no option of train: `fer-edge train --help` lists them")
        if known.field in found:
            raise UsageError(f"{where}: {key} is there twice: keep one")
        found[known.field] = _range(known, value, base, f"{where}: {key}")
    return tuple(found.values())


def without(space: Iterable[Range], fields: set[str]) -> tuple[Range, ...]:
    """The ranges but those of options that are given otherwise. Raises UsageError when none is left."""
    left = tuple(one for one in space if one.field not in fields)
    if not left:
        raise UsageError("nothing is left to tune: give a [tune] table, or fix fewer options")
    return left


def _range(known: Declared, value: Any, base: TrainSettings, where: str) -> Range:
    if isinstance(value, list) and value:
        choices = tuple(_value(known, one, base, where) for one in value)
        if len(set(choices)) < len(choices):
            raise UsageError(f"{where} has a value twice: keep one")
        return Range(field=known.field, name=known.name, choices=choices)
    if not isinstance(value, dict) or not {"low", "high"} <= set(value) <= KEYS:
        raise UsageError(f"{where}: {EXPECTED}")
    kinds = set(get_args(known.type)) | {known.type}
    if not kinds & {int, float}:
        raise UsageError(f"{where} is no number: expected a list of values")
    low, high = (_value(known, value[end], base, where) for end in ("low", "high"))
    log, step = value.get("log", False), value.get("step")
    _check(low, high, log, step, where)
    return Range(field=known.field, name=known.name, whole=int in kinds, low=low, high=high, log=log, step=step)


def _check(low: float, high: float, log: Any, step: Any, where: str) -> None:
    """Raises UsageError when numbers make no range."""
    if not low < high:
        raise UsageError(f"{where}: low {low} is not below high {high}")
    if not isinstance(log, bool):
        raise UsageError(f"{where}: log should be true or false")
    if log and (low <= 0 or step is not None):
        raise UsageError(f"{where}: with log = true, low has to be above 0, and there is no step")
    same = isinstance(step, int) if isinstance(low, int) else isinstance(step, (int, float))
    if step is not None and (not same or isinstance(step, bool) or not 0 < step <= high - low):
        raise UsageError(f"{where}: step should be a number like low and high, above 0, no more than lies between them")


def _value(known: Declared, value: Any, base: TrainSettings, where: str) -> Any:
    """A value of the option's type and in its range."""
    if known.option.many and isinstance(value, str):
        value = [word.strip() for word in value.split(",") if word.strip()]
    try:
        value = typed(known.type, value, where)
        if known.type in (float, float | None):
            value = float(value)
        replace(base, **{known.field: value})
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error
    except (ValueError, TypeError) as error:
        raise UsageError(str(error)) from error
    return value
