"""The doorway `fer-edge models`: which there are, what one is good for, and the face detector's file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.cli.completion import complete_model
from fer_edge.cli.output import write_json

models = typer.Typer(
    no_args_is_help=True, help="List the models that are here, tell of one; fetch the face detector's file."
)


@models.command("list")
def list_(
    json: Annotated[str | None, typer.Option(help='Write the list as JSON to this file, "-" for stdout.')] = None,
) -> None:
    """Name every model, own and shipped, its files and what they read on validation; shifts: the mean under them."""
    from fer_edge.artifact.store import model_roots
    from fer_edge.errors import MissingError
    from fer_edge.runtime.engines.selected import find_meant

    try:
        taken = find_meant(None).path
    except MissingError:
        taken = None
    folders = [card.parent for root in model_roots() for card in sorted(root.glob("*/card.json"))]
    unique = {folder.resolve(): folder for folder in reversed(folders)}
    found = [_described(folder) for folder in reversed(unique.values())]
    for model in found:
        here = taken is not None and taken.parent.samefile(model["folder"])
        model["taken"] = taken.name if taken is not None and here else None
    if json != "-":
        _show(found)
    if json:
        write_json(found, json)


def _described(folder: Path) -> dict[str, Any]:
    from fer_edge.artifact.card import read_card
    from fer_edge.artifact.store import MODEL_FILES
    from fer_edge.errors import ModelError

    try:
        figures, fault = read_card(folder).figures, None
    except ModelError as error:  # One damaged card must not hide the other models.
        figures, fault = {}, str(error)
    files = [
        {
            "file": name,
            "bytes": (folder / name).stat().st_size,
            "accuracy": figures.get(name, {}).get("accuracy"),
            "shifts": figures.get(name, {}).get("robustness", {}).get("mean"),
        }
        for name in MODEL_FILES
        if (folder / name).is_file()
    ]
    return {"name": folder.name, "folder": str(folder), "fault": fault, "files": files}


def _show(found: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from fer_edge.cli.console import cell, note, results

    table = Table(box=None)
    for heading in ("model", "file"):  # Names are needed whole, however narrow the terminal.
        table.add_column(heading, overflow="fold", min_width=len(heading))
    for heading in ("KB", "validation", "shifts"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", min_width=len("takes"))
    for model in found:
        for number, file in enumerate(model["files"]):
            name = model["name"] if number == 0 else ""
            shares = ("-" if file[key] is None else f"{file[key]:.2%}" for key in ("accuracy", "shifts"))
            taken = "run takes this" if file["file"] == model["taken"] else ""
            table.add_row(cell(name), file["file"], f"{file['bytes'] / 1000:.0f}", *shares, taken)
    results.print(table)
    for model in found:
        if model["fault"]:
            note(model["fault"])


@models.command()
def card(
    model: Annotated[
        str | None,
        typer.Argument(help="A name or folder; none: the newest model.", autocompletion=complete_model),
    ] = None,
    format: Annotated[str, typer.Option(help="page: for people; hf: README.md of a Hugging Face model.")] = "page",
) -> None:
    """Tell of a model what it is for, how good it is, where it fails, and what it must not be used for; as Markdown."""
    from fer_edge.artifact.card import read_card
    from fer_edge.artifact.hugging_face import hub_page
    from fer_edge.artifact.page import card_page
    from fer_edge.artifact.store import find_model
    from fer_edge.cli.console import say
    from fer_edge.errors import UsageError

    pages = {"page": card_page, "hf": hub_page}
    if format not in pages:
        raise UsageError(f"--format {format}: expected {' or '.join(pages)}")
    for line in pages[format](read_card(find_model(model))).splitlines():
        say(line)


@models.command()
def pull(
    what: Annotated[str, typer.Argument(help="yunet: the face detector, quicker and better than Haar.")],
    source: Annotated[str, typer.Option("--from", help="A mirror's address, or a file, instead of opencv_zoo.")] = "",
) -> None:
    """Fetch a file, check it to the byte, and put it where `run` looks; a broken transfer goes on where it stopped."""
    from rich.progress import Progress

    from fer_edge.cli.console import note, notes
    from fer_edge.deploy.fetch import YUNET, fetch, is_right
    from fer_edge.errors import UsageError
    from fer_edge.system.files import cache_folder

    if what != "yunet":
        raise UsageError(f"nothing named {what} to pull: expected yunet")
    place = cache_folder()
    if is_right(YUNET, place / YUNET.name):
        note(f"{place / YUNET.name} is there already, and right")
        return
    with Progress(console=notes, disable=not notes.is_terminal) as bar:
        task = bar.add_task(YUNET.name, total=YUNET.size)
        path = fetch(YUNET, place, source, lambda here, all_: bar.update(task, completed=here, total=all_), note)
    note(f"{path}: checked; run takes it from now on")
