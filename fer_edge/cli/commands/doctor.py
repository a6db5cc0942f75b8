"""The doorway `fer-edge doctor`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.config import read_run
from fer_edge.cli.output import check_apart, model_files, writable, write_json

if TYPE_CHECKING:
    from fer_edge.deploy.doctor import Finding

MARKS = {"ok": "[green]ok[/green]", "warning": "[yellow]note[/yellow]", "missing": "[red]missing[/red]"}


def doctor(
    ctx: typer.Context,
    json: Annotated[
        str | None, typer.Option(help='Write the findings as JSON to this file, "-" for stdout.', callback=writable)
    ] = None,
    loop: Annotated[
        float, typer.Option(help="Run the loop for so many seconds on a built-in clip.", min=0, max=3600)
    ] = 0.0,
    config: Annotated[
        Path | None, typer.Option(help="run's options as TOML: whether it can be read, and what --loop is tried with.")
    ] = None,
) -> None:
    """Say what this machine has and lacks for `run`, and what to do about it; exit code 3 when run cannot work.

    With --loop also how many frames a second the loop reads here, as quickly as it can, without a camera; exit code 4
    when it does not find the face in the clip, or the model answers otherwise than at its export.
    """
    from fer_edge.artifact.store import model_roots
    from fer_edge.deploy.doctor import examine
    from fer_edge.errors import MissingError

    models = (card.parent for root in model_roots() for card in root.glob("*/card.json"))
    check_apart(ctx, *(file for folder in models for file in model_files(folder)))
    options = read_run(ctx, config)[1] if config else {}
    found = examine()
    refusal: Exception | None = None
    records: list[dict[str, Any]] = [finding.as_record() for finding in found]
    missing = [finding.name for finding in found if finding.state == "missing"]
    if loop and not missing:
        finding, figures, refusal = _tried(loop, options)
        found.append(finding)
        records.append({**finding.as_record(), "figures": figures})
    if json:
        write_json(records, json)
    if json != "-":
        _show(found)
    if missing:
        raise MissingError(f"run cannot work without {', '.join(missing)}: see the lines above")
    if refusal:
        raise refusal


def _tried(seconds: float, options: dict[str, Any]) -> tuple["Finding", dict[str, Any] | None, Exception | None]:
    """The loop as a finding, its figures, and the error with which the command ends."""
    from fer_edge.deploy.doctor import Finding
    from fer_edge.deploy.trial.trial import TrialSettings, check_trial, try_loop
    from fer_edge.errors import FerEdgeError

    figures: dict[str, Any] | None = None
    try:
        trial = try_loop(seconds, TrialSettings.of(options))
        figures = trial.as_record()
        check_trial(trial)
    except FerEdgeError as error:
        return Finding(name="loop", state="missing", found=str(error)), figures, error
    return Finding(name="loop", state="ok", found=str(trial)), figures, None


def _show(found: list["Finding"]) -> None:
    from rich.table import Table

    from fer_edge.cli.console import cell, results

    table = Table(box=None, show_header=False)
    for overflow in ("ellipsis", "ellipsis", "fold"):  # Of a path or a command all is needed.
        table.add_column(overflow=overflow)
    for finding in found:
        text = cell(finding.found)
        if finding.remedy:
            text.append("\n").append(cell(finding.remedy).plain, "dim")
        table.add_row(MARKS[finding.state], finding.name, text)
    results.print(table)
