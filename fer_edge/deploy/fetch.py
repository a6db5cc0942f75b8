"""A file from the net or from a disk: right, or absent. What a broken line left behind is gone on with."""

import base64
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.runtime.detection.yunet import YUNET_FILE
from fer_edge.system.files import atomic_write, make_folder
from fer_edge.system.logins import split_login
from fer_edge.system.messages import masked
from fer_edge.system.writing.locks import open_locked

CHUNK = 64 * 1024
PATIENCE = 30.0
"""Seconds without a byte."""

OTHER = 600.0
"""Seconds for another process that fetches the same file."""


@dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """A file that is known to the byte. name: of the file. address: where it is published. size: bytes."""

    name: str
    address: str
    sha256: str
    size: int


YUNET = RemoteFile(
    name=YUNET_FILE,
    address=f"https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/face_detection_yunet/{YUNET_FILE}",
    sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    size=232_589,
)
"""The face detector of Wu et al. (2023), MIT, as opencv_zoo has it."""

Progress = Callable[[int, int], None]
"""Told how many bytes are here, of how many."""

Report = Callable[[str], None]
"""Tells a person one line."""


def is_right(wanted: RemoteFile, path: Path) -> bool:
    """Whether the file at `path` is there and is the wanted one."""
    return path.is_file() and _digest(path) == wanted.sha256


def fetch(
    wanted: RemoteFile,
    folder: Path,
    source: str = "",
    progress: Progress = lambda here, all_: None,
    report: Report = lambda text: None,
) -> Path:
    """Bring the wanted file into `folder`, from `source`, a file or address, else from where it is published.

    A transfer that breaks off leaves a .part file, with which the next one begins; while another process fetches it,
    this one waits, and tells. Raises MissingError when the source cannot be reached, UsageError when it is no address,
    FerEdgeError when `folder` cannot be written to or what the source gives is another file; nothing is replaced then.
    """
    target, part = folder / wanted.name, folder / f"{wanted.name}.part"
    asked = masked(source or wanted.address)
    try:
        make_folder(folder)
    except UsageError as error:  # It was not the user who named it.
        raise FerEdgeError(
            f"cannot keep {wanted.name} in {folder} ({error.__cause__}): "
            f"fetch {wanted.address}, and tell run where it is"
        ) from error
    try:
        if source and "://" not in source:
            return _copied(wanted, Path(source), target)
        with _alone(wanted, part, report):
            return _fetched(wanted, target, part, source or wanted.address, progress)
    except urllib.error.URLError as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise MissingError(f"cannot reach {asked}: {error.reason}; try --from a mirror or file") from error
    except ValueError as error:
        raise UsageError(f"{asked} is no address: expected https://… or a file ({error})") from error
    except (OSError, http.client.HTTPException) as error:
        raise MissingError(
            f"cannot fetch {wanted.name} ({error}); the same command goes on where it stopped"
        ) from error


@contextmanager
def _alone(wanted: RemoteFile, part: Path, report: Report) -> Iterator[None]:
    """Hold the lock of the .part, of which nothing stays where nothing has come."""
    end, told = time.monotonic() + OTHER, False
    while (lock := open_locked(part)) is None:
        if time.monotonic() > end:
            raise FerEdgeError(f"another process has been fetching {wanted.name} for {OTHER:.0f} s: end it, try again")
        if not told:
            report(f"another process is fetching {wanted.name}: waiting for it")
            told = True
        time.sleep(0.1)
    if os.name != "posix":  # Elsewhere a file that is open has to keep its name.
        os.close(lock)
    try:
        yield
    finally:
        if part.is_file() and not part.stat().st_size:
            part.unlink()
        if os.name == "posix":
            os.close(lock)


def _fetched(wanted: RemoteFile, target: Path, part: Path, address: str, progress: Progress) -> Path:
    """The wanted file, unless another process has just brought it."""
    if is_right(wanted, target):
        part.unlink(missing_ok=True)
        return target
    _download(address, part, wanted, progress)
    if part.stat().st_size < wanted.size:
        raise MissingError(f"{wanted.name} broke off after {part.stat().st_size} of {wanted.size} bytes: try again")
    if not is_right(wanted, part):
        part.unlink()
        raise FerEdgeError(f"{masked(address)} is not {wanted.name}: its sha256 is another; nothing was replaced")
    os.replace(part, target)
    return target


def _copied(wanted: RemoteFile, source: Path, target: Path) -> Path:
    """A file at hand is judged where it lies: a .part of it would be gone on with from the net."""
    if not source.is_file():
        raise MissingError(f"no file {source}: name {wanted.name} or a mirror's address with --from")
    if not is_right(wanted, source):
        raise FerEdgeError(f"{source} is not {wanted.name}: its sha256 is another; nothing was replaced")
    with atomic_write(target) as copy:
        copy.write_bytes(source.read_bytes())
    return target


def _download(address: str, part: Path, wanted: RemoteFile, progress: Progress) -> None:
    """Append to `part` what it lacks. More than the wanted size is not read: it would be another file."""
    size, here = wanted.size, part.stat().st_size if part.is_file() else 0
    here = here if here < size else 0
    request = make_request(address)
    if here:
        request.add_header("Range", f"bytes={here}-")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        if answer.status != 206:  # The server gives the whole file, whatever was asked for.
            here = 0
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and here + int(length) != size:  # The log-in page of a network, say.
            got = f"got one of {here + int(length)} bytes, expected {size}"
            raise FerEdgeError(f"{masked(address)} is not {wanted.name}: {got}; nothing was replaced")
        with part.open("ab" if here else "wb") as file:
            while here <= size and (chunk := answer.read(CHUNK)):
                file.write(chunk)
                here += len(chunk)
                progress(here, size)


def make_request(address: str) -> urllib.request.Request:
    """With the login that an http address may carry; where the server sends us on to, it does not go along."""
    if not address.startswith(("http://", "https://")):
        return urllib.request.Request(address)
    bare, user, password = split_login(address)
    request = urllib.request.Request(bare)
    if user is not None:
        secret = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    return request


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
