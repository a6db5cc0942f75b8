"""The doorway `fer-edge schema`."""

from typing import Annotated

import typer


def _complete(begun: str) -> list[str]:
    from fer_edge.cli.records import RECORDS

    return [name for name in RECORDS if name.startswith(begun)]


def schema(
    name: Annotated[
        str | None, typer.Argument(help="Of which record; none: list them.", autocompletion=_complete)
    ] = None,
) -> None:
    """Show the JSON schema of a record that is written for machines: JSON lines, MQTT, tables, what --json writes."""
    from fer_edge.cli.console import results
    from fer_edge.cli.records import read_schema

    if name is None:
        _list()
    else:
        results.print(read_schema(name), markup=False, soft_wrap=True, end="")


def _list() -> None:
    from rich.table import Table

    from fer_edge.cli.console import results
    from fer_edge.cli.records import RECORDS, told

    table = Table(box=None, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name in RECORDS:
        table.add_row(name, told(name)[0])
    results.print(table)
