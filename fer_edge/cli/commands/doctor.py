"""The doorway `fer-edge doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.output import check_apart, model_files, writable, write_json

MARKS = {"ok": "[green]ok[/green]", "warning": "[yellow]note[/yellow]", "missing": "[red]missing[/red]"}


def doctor(
    ctx: typer.Context,
    json: Annotated[
        str | None, typer.Option(help='Write the findings as JSON to this file, "-" for stdout.', callback=writable)
    ] = None,
) -> None:
    """Say what this machine has and lacks for `run`, and what to do about it; exit code 3 when run cannot work."""
    from rich.table import Table

    from fer_edge.artifact.store import shipped_models
    from fer_edge.cli.console import cell, results
    from fer_edge.deploy.doctor import examine
    from fer_edge.errors import MissingError

    models = (card.parent for root in (Path("models"), shipped_models()) for card in root.glob("*/card.json"))
    check_apart(ctx, *(file for folder in models for file in model_files(folder)))
    found = examine()
    if json:
        write_json([finding.as_record() for finding in found], json)
    if json != "-":
        table = Table(box=None, show_header=False)
        for overflow in ("ellipsis", "ellipsis", "fold"):  # Of a path or a command all is needed.
            table.add_column(overflow=overflow)
        for finding in found:
            text = cell(finding.found)
            if finding.remedy:
                text.append("\n").append(cell(finding.remedy).plain, "dim")
            table.add_row(MARKS[finding.state], finding.name, text)
        results.print(table)
    missing = [finding.name for finding in found if finding.state == "missing"]
    if missing:
        raise MissingError(f"run cannot work without {', '.join(missing)}: see the lines above")
