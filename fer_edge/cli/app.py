"""The Typer application and the one place where errors become a line and an exit code."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.errors import FerEdgeError, MissingError

app = typer.Typer(no_args_is_help=True, help="Facial expression recognition for small devices.")
data = typer.Typer(no_args_is_help=True, help="Look at a data set before training on it.")
app.add_typer(data, name="data")


@app.callback()
def fer_edge() -> None:
    """Facial expression recognition for small devices."""


@data.command()
def inspect(root: Annotated[Path, typer.Argument(help="A folder of splits, or fer2013.csv.")] = Path("data")) -> None:
    """Count the faces of each class and split, and name the items that cannot be used."""
    from fer_edge.datasets import load_split

    found = 0
    for split in ("train", "validation", "test"):
        try:
            faces = load_split(root, split)
        except MissingError as error:
            print(f"{split}: {error}", file=sys.stderr)
            continue
        found += 1
        counts = "  ".join(f"{label} {count}" for label, count in faces.counts().items())
        print(f"{split}: {len(faces.labels)} faces  {counts}")
        for line in faces.skipped:
            print(f"  skipped {line}")
    if not found:
        raise MissingError(f"no usable split in {root}: see the reasons above")


def main() -> None:
    """Run the command line; every error of ours ends as one line on stderr and its exit code."""
    try:
        app()
    except FerEdgeError as error:
        print(f"fer-edge: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
