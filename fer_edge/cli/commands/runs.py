"""The doorway `fer-edge runs`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, png, writable, write_json, write_text
from fer_edge.cli.tables.runs import print_runs
from fer_edge.training.listing.settings import ListingSettings

if TYPE_CHECKING:
    from fer_edge.training.listing.records import RunRecord

Folders = Annotated[
    list[Path] | None,
    typer.Argument(help="Folders of runs, or with runs in them; models/ if none.", show_default=False),
]
Plot = Annotated[
    Path | None, typer.Option(help="Draw their validation curves over one another into this .png.", callback=png)
]
Csv = Annotated[Path | None, typer.Option(help="Write the rows into this .csv.", callback=writable)]


@with_settings
def runs(
    ctx: typer.Context,
    settings: ListingSettings,
    folders: Folders = None,
    plot: Plot = None,
    csv: Csv = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """List every training run: what became of it, how good its model is, and in which settings it differs.

    State: running, stopped (--resume goes on), killed (before its first backup; --resume begins anew), pruned (given up
    by `tune`), finished, exported, damaged. Figures are of the validation split: of the file a device runs once there
    is one, and of a run that has not ended its highest so far. Shifts: the mean accuracy under them, where known.
    """
    from fer_edge.training.listing.differing import as_csv, as_records, sort_runs
    from fer_edge.training.listing.records import find_runs, read_run

    if plot:
        from fer_edge.training.backend import require_plots

        require_plots()
    places = find_runs(folders or ())
    check_apart(ctx, *(path for folder in places for path in model_files(folder)))
    found = sort_runs([read_run(folder) for folder in places], settings.sort)
    if json != "-" or csv or plot:
        print_runs(found, to_stderr=json == "-")
    if csv:
        write_text(as_csv(found), csv)
    if plot:
        _draw(found, plot)
    if json:
        write_json(as_records(found), json)


def _draw(found: "list[RunRecord]", plot: Path) -> None:
    curves = {run.name: run.curve for run in found if run.curve}
    if not curves:
        note(f"{plot} is not written: no run has a curve yet")
        return
    from fer_edge.training.plots import draw_validations

    draw_validations(curves, plot)
