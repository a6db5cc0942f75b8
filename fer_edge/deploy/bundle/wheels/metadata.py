"""What a wheel says of itself."""

import email.parser
import hashlib
import re
import zipfile
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath

from fer_edge.errors import FerEdgeError

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|third.?party.?notices|authors)", re.IGNORECASE)
LONGEST_LICENCE = 60
"""Characters; some packages put the whole text where its name belongs."""


BLOCK = 4096


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """path: of the file. name: normalized, as an index has it. licence: an SPDX expression or the package's own words.

    requires: its requirements with their markers. installed: bytes on a disk, with what Python compiles of it.
    """

    path: Path
    name: str
    version: str
    sha256: str
    licence: str
    expression: bool
    requires: tuple[str, ...]
    installed: int


def read_wheel(path: Path) -> Wheel:
    """Read a wheel. Raises FerEdgeError when it is none, or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = _about(archive)
            installed = sum(map(_on_disk, archive.infolist()))
    except (OSError, zipfile.BadZipFile, KeyError, StopIteration, UnicodeDecodeError, EOFError) as error:
        raise FerEdgeError(f"{path} is no wheel that can be read ({error or 'no METADATA'}); fetch it again") from error
    licence, expression = _licence(about)
    return Wheel(
        path=path,
        name=normalized(str(about["Name"])),
        version=str(about["Version"]),
        sha256=digest(path),
        licence=licence,
        expression=expression,
        requires=tuple(map(str, about.get_all("Requires-Dist", []))),
        installed=installed,
    )


def normalized(name: str) -> str:
    """A package's name as every index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def digest(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(item: zipfile.ZipInfo) -> int:
    """Bytes that a file takes in whole blocks; a module's compiled file is about as large as itself."""
    blocks = -(-item.file_size // BLOCK) * BLOCK
    return 2 * blocks if item.filename.endswith(".py") else blocks


def metadata_name(archive: zipfile.ZipFile) -> str:
    """The name of a wheel's METADATA. Raises StopIteration where there is none."""
    return next(
        name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name, re.ASCII) is not None
    )


def licence_files(path: Path) -> dict[str, bytes]:
    """The licences and notices in a wheel, by names that are safe for a file and told apart."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            inside = PurePosixPath(name)
            if not name.endswith("/") and _is_licence(inside):
                found[re.sub(r"[^A-Za-z0-9._-]+", "-", _short(inside))] = archive.read(name)
    return found


def _about(archive: zipfile.ZipFile) -> Message:
    return email.parser.Parser().parsestr(archive.read(metadata_name(archive)).decode("utf-8"))


def _licence(about: Message) -> tuple[str, bool]:
    """The licence, and whether it is an SPDX expression."""
    if expression := about["License-Expression"]:
        return str(expression), True
    words = str(about["License"] or "").strip()
    if words and "\n" not in words and len(words) <= LONGEST_LICENCE and words.upper() != "UNKNOWN":
        return words, False
    classes = [str(one).rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
    return "; ".join(classes) or "see its files", False


def _is_licence(name: PurePosixPath) -> bool:
    if name.suffix in (".py", ".pyc", ".pyi", ".so"):
        return False
    return "licenses" in name.parts[1:-1] or LICENCE_FILE.match(name.name) is not None


def _short(name: PurePosixPath) -> str:
    """A path inside the wheel without the folders that every wheel has."""
    parts = [part for part in name.parts if not part.endswith(".dist-info") and part != "licenses"]
    return "-".join(parts) or name.name
