"""Where results go: looked at before the work begins, written whole or not at all."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.artifact.store import MODEL_FILES
from fer_edge.errors import UsageError
from fer_edge.report.settings import PAGE
from fer_edge.system.files import atomic_write
from fer_edge.system.messages import without_secrets
from fer_edge.system.writing.outputs import Named, check_outputs

OUTPUTS = ("jsonl", "table", "save", "json", "csv", "html", "plot", "out", "support")
"""Parameters of commands that name a file to be written."""

NOT_READ = (*OUTPUTS, "report", "tensorboard", "unit_dir", "oci", "home_assistant")

INPUTS = {"source": "--source", "model": "the model", "models": "the model", "data": "--data", "root": "the data set"}
INPUTS |= {"teachers": "--teacher", "init": "--init", "begin_from": "--from", "against": "--against"}
INPUTS |= {"weights": "--weights", "results": "a result", "leave_out": "--leave-out"}
"""Parameters that may name what is read though they are texts; of paths all are read but NOT_READ."""


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


def check_folder(path: Path) -> None:
    """As `writable`, of a folder that is made at the end. Raises UsageError when it is none, or cannot be made."""
    if os.path.exists(path) and not os.path.isdir(path):
        raise UsageError(f"cannot write to {path}: it is a file; name a folder")
    there = next(folder for folder in (path, *path.absolute().parents) if os.path.exists(folder))
    if not os.path.isdir(there) or not os.access(there, os.W_OK):
        raise UsageError(f"cannot write to {path}: {there} is not to be written to; name another folder")


JsonOut = Annotated[
    str | None,
    typer.Option(help='Write the result as JSON to this file, "-" for stdout.', callback=writable),
]


def png(path: Any) -> Any:
    """As `writable`, of a picture's file. Raises UsageError when its name does not end in .png."""
    if path is not None and path.suffix.lower() != ".png":
        raise UsageError(f"{path} is not a PNG: expected a name that ends in .png")
    return writable(path)


def check_apart(ctx: typer.Context, *read: Path) -> None:
    """Refuse an output that is the file of another one or of anything that is read, before any is opened.

    read: what the options mean beside the paths they name, such as a model's file. Raises UsageError.
    """
    params = typed_values(ctx)
    check_outputs(_outputs(params), [*_inputs(params), *(("the model", path) for path in read)])


def typed_values(ctx: typer.Context) -> dict[str, Any]:
    """The parameters' values, with every path as one: Typer before 0.29 keeps texts in a context."""
    paths = {param.name for param in ctx.command.params if getattr(getattr(param, "type", None), "name", "") == "path"}

    def value(name: str, given: Any) -> Any:
        if name not in paths or given is None:
            return given
        return [Path(one) for one in given] if isinstance(given, (list, tuple)) else Path(given)

    return {name: value(name, given) for name, given in ctx.params.items()}


def model_files(folder: Path) -> list[Path]:
    """Every file of a model's folder that a command may read or write, there or not."""
    return [folder / name for name in ("card.json", "history.csv", ".run.json", *MODEL_FILES)]


def _outputs(params: dict[str, Any]) -> Iterator[Named]:
    yield from ((f"--{name}", params[name]) for name in OUTPUTS if params.get(name))
    if folder := params.get("report"):
        yield "--report", folder / PAGE


def _inputs(params: dict[str, Any]) -> Iterator[Named]:
    for name, value in params.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if (isinstance(one, Path) and name not in NOT_READ) or (isinstance(one, str) and name in INPUTS):
                yield INPUTS.get(name, f"--{name}"), one


def write_json(value: Any, target: str) -> None:
    """Write JSON, its texts masked, to a file, or to stdout where `target` is "-".

    Raises FerEdgeError when it cannot.
    """
    text = json.dumps(without_secrets(value), indent=2) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    write_text(text, Path(target))


def write_text(text: str, path: Path) -> None:
    """Write a text, whole or not at all. Raises FerEdgeError when it cannot."""
    with atomic_write(path) as part:
        part.write_text(text, encoding="utf-8")


def write_picture(image: Any, path: Path) -> None:
    """Write a picture uint8 [H, W] or [H, W, 3] as PNG. Raises FerEdgeError when it cannot."""
    import cv2

    with atomic_write(path) as part:
        part.write_bytes(cv2.imencode(".png", image)[1].tobytes())
