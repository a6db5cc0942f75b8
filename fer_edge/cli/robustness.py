"""A model's figures under shifts as tables."""

from typing import TYPE_CHECKING

from fer_edge.cli.console import cell, notes, results

if TYPE_CHECKING:
    from fer_edge.robustness.report import Robustness, ShiftReport


def print_shifts(found: "Robustness", labels: tuple[str, ...], *, to_stderr: bool) -> None:
    """Print accuracy, what grew and what is certain under each shift, then what each class lost.

    labels: of the classes, in order. On stderr where stdout has the JSON.
    """
    from rich.table import Table

    console = notes if to_stderr else results
    table = Table(title=f"under shifts: mean {found.mean:.1%}, {100 * found.drop:.1f} below clean", box=None)
    classes = Table(title="recall that each class lost, in points", box=None)
    for heading in ("shift", "accuracy", "drop", "grew most", "certain", "of these right"):
        table.add_column(heading, justify="left" if heading in ("shift", "grew most") else "right", no_wrap=True)
    classes.add_column("shift", no_wrap=True)
    for label in labels:
        classes.add_column(cell(label), justify="right")
    for each in (found.clean, *found.shifts):
        table.add_row(*_cells(each))
        classes.add_row(cell(_name(each)), *(f"{100 * lost:+.1f}" for lost in each.recall_drop))
    console.print(table)
    console.print(classes)
    console.print("* beside the mean", highlight=False)


def _cells(each: "ShiftReport") -> tuple:
    grown = f"{each.grown} {100 * each.growth:+.1f}" if each.grown else ""
    certain = "" if each.certain_accuracy is None else f"{each.certain_accuracy:.1%}"
    drop = f"{100 * each.drop:+.1f}"
    return (_name(each), f"{each.score.accuracy:.1%}", drop, cell(grown), f"{each.coverage:.1%}", certain)


def _name(each: "ShiftReport") -> str:
    return each.shift if each.counts or each.shift == "clean" else f"{each.shift} *"
