"""Several runs beside each other: in which order, and in which settings they differ."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any

from fer_edge.errors import UsageError
from fer_edge.system.settings import Declared, declared
from fer_edge.training.listing.records import RunRecord
from fer_edge.training.settings import TrainSettings

FIGURES = ("state", "epochs", "asked", "best_epoch", "accuracy", "balanced", "shifted", "file", "bytes", "minutes")

RISING = ("name", "bytes", "minutes", "state")
"""Orders in which the least comes first; in others the most does."""


def sort_runs(runs: Sequence[RunRecord], by: str) -> list[RunRecord]:
    """The runs in the order of a column or of a setting, called as its option; those without it last.

    Raises UsageError when there is no such column or setting.
    """
    names = {name: known.field for known in declared(TrainSettings) for name in known.names}
    field = names.get(by.replace("-", "_"))
    if field is None and by not in ("name", *FIGURES):
        known = ", ".join(["name", *FIGURES])
        raise UsageError(f"--sort: there is no {by}; expected {known} or an option of train")

    def value(run: RunRecord) -> Any:
        return run.settings.get(field) if field else getattr(run, by)

    there = [run for run in runs if value(run) is not None]
    falling = field is None and by not in RISING
    ordered = sorted(there, key=lambda run: _comparable(value(run)), reverse=falling)
    return ordered + [run for run in runs if value(run) is None]


def _comparable(value: Any) -> tuple[int, Any]:
    """Texts after numbers."""
    return (0, value) if isinstance(value, (int, float)) else (1, str(value))


def differing(runs: Sequence[RunRecord]) -> list[Declared]:
    """The settings that are not the same in all runs whose settings are known."""
    known = [run.settings for run in runs if run.settings]
    return [one for one in declared(TrainSettings) if len({repr(each.get(one.field)) for each in known}) > 1]


def as_records(runs: Sequence[RunRecord]) -> dict[str, Any]:
    """For JSON: the names of the settings in which runs differ, and every run as a dict."""
    rows = [asdict(run) | {"folder": str(run.folder)} for run in runs]
    return {"differ": [one.field for one in differing(runs)], "runs": rows}


def as_csv(runs: Sequence[RunRecord]) -> str:
    """A line for each run, with a column for each setting in which they differ."""
    settings = differing(runs)
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["name", *FIGURES, *(one.name for one in settings)])
    for run in runs:
        table.writerow(
            [run.name, *(getattr(run, name) for name in FIGURES), *(_text(run, one.field) for one in settings)]
        )
    return text.getvalue()


def _text(run: RunRecord, field: str) -> Any:
    value = run.settings.get(field)
    return " ".join(value) if isinstance(value, list) else value
