"""Where results go: looked at before the work begins, written whole or not at all."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.errors import UsageError
from fer_edge.system.files import atomic_write
from fer_edge.system.messages import without_secrets


def writable(target: Any) -> Any:
    """Look at an option that names a result's file before the work begins, which may take hours.

    Raises UsageError when it is a folder, or when its own folder is not there or is not to be written to.
    """
    if not target or target == "-":
        return target
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"cannot write {target}: it is a folder; name a file")
    if not path.exists() and not os.access(path.parent, os.W_OK):
        raise UsageError(f"cannot write {target}: no folder {path.parent} to write to; name another file")
    return target


JsonOut = Annotated[
    str | None,
    typer.Option(help='Write the result as JSON to this file, "-" for stdout.', callback=writable),
]


def png(path: Any) -> Any:
    """As `writable`, of a picture's file. Raises UsageError when its name does not end in .png."""
    if path is not None and path.suffix.lower() != ".png":
        raise UsageError(f"{path} is not a PNG: expected a name that ends in .png")
    return writable(path)


def write_json(value: Any, target: str) -> None:
    """Write JSON, its texts masked, to a file, or to stdout where `target` is "-".

    Raises FerEdgeError when it cannot.
    """
    text = json.dumps(without_secrets(value), indent=2) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    with atomic_write(Path(target)) as part:
        part.write_text(text, encoding="utf-8")


def write_picture(image: Any, path: Path) -> None:
    """Write a picture uint8 [H, W] or [H, W, 3] as PNG. Raises FerEdgeError when it cannot."""
    import cv2

    with atomic_write(path) as part:
        part.write_bytes(cv2.imencode(".png", image)[1].tobytes())
