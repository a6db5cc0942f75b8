"""A bundle's file, as what deploys it has to know it."""

import dataclasses
import hashlib
import tarfile
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.untrusted import MEGABYTE, build, parse_json

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a bundle says of itself, as far as a deployment asks. glibc: the least."""

    format: int
    fer_edge: str
    target: str
    id: str
    machine: str
    python: str
    glibc: str
    model: str = ""
    detector: str = ""
    installed_bytes: int = 0


@dataclass(frozen=True, kw_only=True)
class Archive:
    """A bundle to install. folder: the one in it. size: bytes of the file."""

    path: Path
    sha256: str
    size: int
    folder: str
    manifest: Manifest


def open_archive(path: Path) -> Archive:
    """Read what a bundle is; install.sh checks every file of it on the board.

    Raises MissingError when there is no such file, FerEdgeError when it is no whole bundle of this format.
    """
    if not path.is_file():
        raise MissingError(f"no bundle {path}: make one with `fer-edge bundle`, or leave --bundle out")
    try:
        with tarfile.open(path, "r:gz") as tar:
            names = [member.name for member in tar]
            folder = names[0].partition("/")[0]
            odd = next((name for name in names if not _is_within(name, folder)), None)
            if odd is not None or f"{folder}/install.sh" not in names:
                raise ValueError(f"{odd or 'install.sh'} is {'outside its folder' if odd else 'not in it'}")
            manifest = _manifest(tar, folder)
    except (OSError, tarfile.TarError, EOFError, KeyError, IndexError, ValueError) as error:
        raise FerEdgeError(f"{path} is no whole bundle ({error or 'it is empty'}): make it anew") from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Archive(path=path, sha256=digest, size=path.stat().st_size, folder=folder, manifest=manifest)


def _is_within(name: str, folder: str) -> bool:
    parts = name.split("/")
    return parts[0] == folder and folder not in ("", ".", "..") and not folder.startswith("-") and ".." not in parts


def _manifest(tar: tarfile.TarFile, folder: str) -> Manifest:
    file = tar.extractfile(f"{folder}/manifest.json")
    value = parse_json(b"" if file is None else file.read(MEGABYTE))
    known = {field.name for field in dataclasses.fields(Manifest)}
    # The rest, files and wheels, is install.sh's.
    if isinstance(value, dict):
        value = {key: one for key, one in value.items() if key in known}
    manifest: Manifest = build(Manifest, value, "manifest.json")
    if manifest.format != FORMAT:
        raise ValueError(f"its format is {manifest.format}, and this fer-edge knows {FORMAT}")
    if not manifest.id.isalnum():
        raise ValueError("manifest.json: the id should be letters and digits")
    return manifest
