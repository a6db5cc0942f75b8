"""Tables in Markdown."""

from collections.abc import Iterable


def table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """The lines of a table, its cells as text."""
    names = tuple(heading)
    return "".join((_line(names), "|" + "---|" * len(names) + "\n", *map(_line, rows)))


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |\n"
