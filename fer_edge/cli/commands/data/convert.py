"""The doorway `fer-edge data convert`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.console import note, say, steps
from fer_edge.cli.faces import tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, writable, write_json
from fer_edge.data.settings import ReadingSettings
from fer_edge.data.writers.settings import WritingSettings

if TYPE_CHECKING:
    from fer_edge.data.writers.conversion import Conversion


@with_settings
def convert(
    ctx: typer.Context,
    reading: ReadingSettings,
    writing: WritingSettings,
    root: Annotated[str, typer.Argument(help='Any data set that is read, or "synthetic" for drawn faces.')],
    out: Annotated[Path, typer.Option(help="What to write: a new folder, a .csv or an .npz.")],
    json: JsonOut = None,
) -> None:
    """Write a data set in another layout, face for face the same, and read it back to prove it.

    Splits and labels are kept, names where they keep the order; a share of train that is held out becomes a split.
    """
    from fer_edge.data.writers.conversion import check_new, convert

    layout = writing.layout(out.name)
    check_new(out)
    check_folder(out) if layout == "folders" else writable(out)
    check_apart(ctx)
    with steps("convert") as step:
        done = convert(root, out, layout, reading, step)
    tell_notes(*done.splits.values())
    for split, faces in done.splits.items():
        for line in faces.skipped:
            note(f"{split} left out: {line}")
        (note if json == "-" else say)(f"{split}: {len(faces.labels)} faces")
    for split, reason in done.missing.items():
        note(f"{split}: {reason}")
    note(f"wrote {out}; read back the same: fer-edge train --data {out}{' ' * bool(done.options)}{done.options}")
    if json:
        write_json(_record(done, layout), json)


def _record(done: "Conversion", layout: str) -> dict[str, Any]:
    splits = {
        split: {
            "faces": len(faces.labels),
            "counts": faces.counts(),
            "sha256": faces.digest(),
            "left_out": faces.left_out,
        }
        for split, faces in done.splits.items()
    }
    return {"layout": layout, "splits": splits, "missing": done.missing, "options": done.options}
