"""A model's figures under shifts as tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fer_edge.cli.console import cell, notes, results

if TYPE_CHECKING:
    from rich.table import Table

    from fer_edge.robustness.promise import Promise
    from fer_edge.robustness.report import Robustness, ShiftReport


def print_shifts(found: "Robustness", labels: tuple[str, ...], *, to_stderr: bool) -> None:
    """Print accuracy, what grew and what is certain under each shift, then what each class lost.

    labels: of the classes, in order. On stderr where stdout has the JSON.
    """
    console = notes if to_stderr else results
    rows = [("clean", found.clean)]
    rows += [(each.shift if each.counts else f"{each.shift} *", each) for each in found.shifts]
    console.print(_accuracies(rows, f"under shifts: mean {found.mean:.1%}, {100 * found.drop:.1f} below clean"))
    console.print(_losses(rows, labels))
    for line in _legend(found.promise):
        console.print(line, markup=False, soft_wrap=True)


def _accuracies(rows: "list[tuple[str, ShiftReport]]", title: str) -> "Table":
    from rich.table import Table

    table = Table(title=title, box=None)
    for heading in ("shift", "accuracy", "drop", "grew most", "certain", "right", ""):
        table.add_column(heading, justify="left" if heading in ("shift", "grew most") else "right", no_wrap=True)
    for name, each in rows:
        grown = f"{each.grown} {100 * each.growth:+.1f}" if each.grown else ""
        right = "" if each.certain_accuracy is None else f"{each.certain_accuracy:.1%}"
        mark = "!" if each.kept is False else ""
        drop = f"{100 * each.drop:+.1f}"
        table.add_row(name, f"{each.score.accuracy:.1%}", drop, cell(grown), f"{each.coverage:.1%}", right, mark)
    return table


def _losses(rows: "list[tuple[str, ShiftReport]]", labels: tuple[str, ...]) -> "Table":
    from rich.table import Table

    table = Table(title="recall that each class lost, in points", box=None)
    table.add_column("shift", no_wrap=True)
    for label in labels:
        table.add_column(cell(label), justify="right")
    for name, each in rows:
        table.add_row(name, *(f"{100 * lost:+.1f}" for lost in each.recall_drop))
    return table


def _legend(promise: "Promise") -> Iterator[str]:
    yield "* harder, beside the mean"
    labels = promise.certainty.most_labels
    if labels is None:
        rule = f"of confidence {promise.certainty.uncertain_below:.3f} or more"
    else:
        rule = f"that waver between {labels:.2f} labels or fewer (Hill number of order 1/2)"
    yield f"certain: answers {rule}; right: of those"
    if promise.accuracy is not None:
        where = "" if labels is None else ", over faces as they are and under the shifts of the mean"
        yield f"! more than three points below the {promise.accuracy:.1%} that the card says{where}"
