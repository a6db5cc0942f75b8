"""Files that are right or absent, and folders that can be written to."""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.writing.leftovers import part_name, sweep
from fer_edge.system.writing.locks import open_locked


def cache_folder() -> Path:
    """Where files are kept that this user has fetched. Raises MissingError for a user without a home."""
    try:
        return Path.home() / ".cache" / "fer-edge"
    except RuntimeError as error:
        raise MissingError("this user has no home folder: set HOME to a folder of its own") from error


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where is kept what happened: systemd's StateDirectory= for a service, else $XDG_STATE_HOME, ~/.local/state.

    Raises MissingError for a user without a home.
    """
    if given := environ.get("STATE_DIRECTORY"):  # Of several, with colons, the first.
        return Path(given.partition(":")[0])
    return user_state_folder(environ)


def user_state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """As `state_folder`, of the user, also in a service that runs as this user and may read there.

    Raises MissingError for a user without a home.
    """
    home = environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(home):  # The specification has relative ones ignored.
        return Path(home) / "fer-edge"
    try:
        return Path.home() / ".local" / "state" / "fer-edge"
    except RuntimeError as error:
        raise MissingError("this user has no home folder: set HOME to a folder of its own") from error


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
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to, and put it in place when the block ends without an error.

    What a link leads to is replaced, not the link. A device or a pipe, which a file must not take the place of, is
    given itself. What killed processes left in its folder is swept. Raises FerEdgeError when it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder")
            yield path
            return
        target = path.resolve()
        sweep(target.parent)
        part = target.with_name(part_name(target.name))
        lock = open_locked(part) if os.name == "posix" else None  # Elsewhere it could not be replaced while it is open.
        try:
            yield part
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
            if lock is not None:
                os.close(lock)
    except OSError as error:
        raise FerEdgeError(f"cannot write {path}: {error.strerror or error}") from error


def free_path(path: Path) -> Path:
    """`path`, or NAME-2.SUFFIX, NAME-3.SUFFIX … beside it when there is such a file already."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
