"""The doorway `fer-edge data inspect`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.commands.data.findings import as_json, print_findings
from fer_edge.cli.commands.data.root import Root, Votes, find_conflicts, look_through
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, writable, write_json
from fer_edge.data.settings import ReadingSettings

if TYPE_CHECKING:
    from fer_edge.report.dataset.subject import Inspection

Html = Annotated[
    Path | None,
    typer.Option(help="Write a page with pictures to this file: it is one file and loads nothing.", callback=writable),
]


@with_settings
def inspect(
    ctx: typer.Context,
    reading: ReadingSettings,
    root: Root = "data",
    votes: Votes = None,
    html: Html = None,
    json: JsonOut = None,
) -> None:
    """Count the faces of each class and split, and name what cannot or should not be used.

    Copies and near copies, within a split and between two, are found by perceptual hashes and confirmed on the
    pictures. With FER+ votes beside the data it also tells which labels the crowd contradicts. `data clean` writes
    down what to leave out of all this, `data split` divides the faces so that copies stay together.
    """
    from fer_edge.data.votes import choose_votes

    chosen = choose_votes(votes, root)
    check_apart(ctx, *([chosen] if chosen else []))
    found, missing = look_through(root, reading)
    conflicts = find_conflicts(found, chosen)
    print_findings(found, conflicts, to_stderr=json == "-")
    if html:
        from fer_edge.report.dataset.subject import Inspection

        _write_page(Inspection(source=root, found=found, missing=missing, conflicts=conflicts), reading, html)
    if json:
        write_json(as_json(found, missing, conflicts), json)


def _write_page(inspection: "Inspection", reading: ReadingSettings, path: Path) -> None:
    from fer_edge.data.inspecting.reading import read_pictures
    from fer_edge.report.dataset.choice import choose
    from fer_edge.report.dataset.page import dataset_page
    from fer_edge.system.files import atomic_write

    shown = choose(inspection)
    pictures = read_pictures(inspection.source, reading, shown.names(inspection.found.faces))
    with atomic_write(path) as part:
        part.write_text(dataset_page(inspection, shown, pictures), encoding="utf-8")
    note(f"wrote {path}")
