"""The doorway `fer-edge data preview`."""

from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.commands.data.root import Root
from fer_edge.cli.console import say
from fer_edge.cli.faces import tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import check_apart, png, write_picture
from fer_edge.data.settings import ReadingSettings


@with_settings
def preview(
    ctx: typer.Context,
    reading: ReadingSettings,
    root: Root = "data",
    out: Annotated[Path, typer.Option(help="The picture to write, a .png.", callback=png)] = Path("preview.png"),
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "train",
) -> None:
    """Picture ten random faces of each expression."""
    from fer_edge.data.faces import check_split
    from fer_edge.data.loading import load_split
    from fer_edge.data.preview import draw_preview

    check_split(split)
    check_apart(ctx)
    faces = load_split(root, split, reading)
    tell_notes(faces)
    write_picture(draw_preview(faces), out)
    say(f"wrote {out}")
