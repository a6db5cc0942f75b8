"""What the commands of this folder share: options, and errors told in one line."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.console import note
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.detection.opening import yunet_places

CACHE = Path.home() / ".cache" / "fer-edge-emulated"

Cache = Annotated[Path, typer.Option(help="Where systems, packages and bundles are kept.")]
Clip = Annotated[Path | None, typer.Option(help="A clip with one face; else the portrait.")]
YuNet = Annotated[Path | None, typer.Option(help="YuNet's ONNX file; else looked for as by fer-edge run.")]


def start(main: Callable[..., None]) -> None:
    """Run a command; an error of ours is one line and its exit code."""
    try:
        typer.run(main)
    except FerEdgeError as error:
        note(str(error))
        sys.exit(error.exit_code)


def find_yunet(given: Path | None) -> Path:
    """YuNet's file. Raises MissingError where it is not."""
    places = [given] if given else yunet_places()
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise MissingError(f"no YuNet at {' or '.join(map(str, places))}: fetch it with fer-edge models pull yunet")
    return found.resolve()
