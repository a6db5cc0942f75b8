"""Where models live, which one is meant when none is named, and files that are right or absent."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError, UsageError

MODEL_FILES = ("model.keras", "model.onnx", "model.int8.onnx", "model.tflite", "model.int8.tflite")
"""The five files of a model, as trained and as exported."""

PACKAGE = Path(__file__).parent


def shipped_models() -> Path:
    """The folder of the shipped models: inside the wheel, or beside the package in a checkout."""
    inside = PACKAGE / "models"
    return inside if inside.is_dir() else PACKAGE.parent / "models"


def cache_folder() -> Path:
    """Where files are kept that this user has fetched. Raises MissingError for a user without a home."""
    try:
        return Path.home() / ".cache" / "fer-edge"
    except RuntimeError as error:
        raise MissingError("this user has no home folder: set HOME to a folder of its own") from error


def find_model(name: str | None = None, needs: tuple[str, ...] = (), root: Path = Path("models")) -> Path:
    """The folder of a model that has at least one of the files in `needs` (and a card).

    name: a model under `root` or a shipped one, or a folder; None takes the one trained last under `root`,
    else the shipped one. Raises MissingError when there is none.
    """
    if name is not None:
        return _named(name, needs, root)
    trained = sorted((path for path in root.glob("*/") if _has(path, needs)), key=_trained_at)
    shipped = [path for path in (shipped_models() / "edge",) if _has(path, needs)]
    if not trained and not shipped:
        raise MissingError(f"no model with {' or '.join(needs)} in {root}/: train one with `fer-edge train`")
    return trained[-1] if trained else shipped[0]


def _named(name: str, needs: tuple[str, ...], root: Path) -> Path:
    # An empty name would be `root` itself, or the present folder.
    candidates = [root / name, shipped_models() / name, Path(name)] if name else []
    folder = next((path for path in candidates if (path / "card.json").is_file()), None)
    if folder is None:
        known = ", ".join(
            sorted({p.parent.name for base in (root, shipped_models()) for p in base.glob("*/card.json")})
        )
        raise MissingError(f"no model named {name or repr(name)}: there are {known or 'none'} in {root}/ and shipped")
    if not _has(folder, needs):
        made_by = "train" if needs == ("model.keras",) else f"export {name} --int8"
        raise MissingError(f"{folder} has no {' or '.join(needs)}: make it with `fer-edge {made_by}`")
    return folder


def _has(folder: Path, needs: tuple[str, ...]) -> bool:
    return (folder / "card.json").is_file() and (not needs or any((folder / file).is_file() for file in needs))


def _trained_at(folder: Path) -> str:
    """The date of a card, as ISO text, which sorts by time; a damaged card counts as the oldest."""
    try:
        return str(json.loads((folder / "card.json").read_bytes()).get("date", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def free_name(name: str, root: Path = Path("models")) -> str:
    """`name`, or name-2, name-3 … when taken under `root`."""
    number, free = 1, name
    while (root / free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


def make_folder(path: Path) -> Path:
    """Create a folder that can be written to. Raises UsageError with the reason when it cannot."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(f"cannot write to {path}: {error.strerror}; name another folder") from error
    return path


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to, and put it in place when the block ends without an error.

    What a link leads to is replaced, not the link. A device or a pipe, which a file must not take the place of, is
    given itself. Raises FerEdgeError when it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder")
            yield path
            return
        target = path.resolve()
        part = target.with_name(f".{os.getpid()}.part.{target.name}")
        try:
            yield part
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FerEdgeError(f"cannot write {path}: {error.strerror or error}") from error
