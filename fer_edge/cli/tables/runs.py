"""What was trained, as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fer_edge.cli.console import cell, note, notes, results

if TYPE_CHECKING:
    from rich.table import Table

    from fer_edge.system.settings import Declared
    from fer_edge.training.listing.records import RunRecord

NUMBERS = ("epochs", "best", "validation", "balanced", "shifts", "KB", "minutes")


def print_runs(runs: "Sequence[RunRecord]", *, to_stderr: bool) -> None:
    """Print the figures of each run, then the settings in which runs differ, and what is damaged.

    On stderr where stdout has the JSON.
    """
    from fer_edge.training.listing.differing import differing

    console = notes if to_stderr else results
    console.print(_figures(runs))
    if settings := differing(runs):
        console.print(_differences(runs, settings))
    for run in runs:
        if run.fault:
            note(run.fault)


def _figures(runs: "Sequence[RunRecord]") -> "Table":
    from rich.table import Table

    table = Table(box=None)
    table.add_column("run", overflow="fold", min_width=len("run"))
    table.add_column("state", no_wrap=True)
    for heading in NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    for run in runs:
        table.add_row(cell(run.name), run.state, *_row(run))
    return table


def _differences(runs: "Sequence[RunRecord]", settings: "list[Declared]") -> "Table":
    from rich.table import Table

    table = Table(box=None)
    table.add_column("run", overflow="fold", min_width=len("run"))
    table.add_column("differs in")
    for run in runs:
        told = [f"{one.name} {shown(run.settings[one.field])}" for one in settings if one.field in run.settings]
        table.add_row(cell(run.name), cell(", ".join(told) or "not known"))
    return table


def _row(run: "RunRecord") -> list[str]:
    of = f"/{run.asked}" if run.asked else ""
    return [
        f"{run.epochs}{of}",
        "-" if run.best_epoch is None else str(run.best_epoch),
        *("-" if share is None else f"{share:.2%}" for share in (run.accuracy, run.balanced, run.shifted)),
        "-" if run.bytes is None else f"{run.bytes / 1000:.0f}",
        "-" if run.minutes is None else f"{run.minutes:.1f}",
    ]


def shown(value: Any) -> str:
    """A setting's value as people write it: three digits of a number are enough to tell runs apart."""
    if value is None:
        return "open"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}"
    return "+".join(value) or "none" if isinstance(value, (list, tuple)) else str(value)
