"""What a bundle says of itself: manifest.json, and SHA256SUMS as sha256sum -c reads it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fer_edge.deploy.bundle.archive import Content, size_of
from fer_edge.deploy.bundle.target import Target, needed_glibc
from fer_edge.deploy.bundle.wheels.metadata import Wheel, digest
from fer_edge.system.installation import MANIFEST

FORMAT = 1
SUMS = "SHA256SUMS"
ID_LENGTH = 12

SPARE = 10_000_000
"""Bytes that installing takes beside what is installed, with room."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the files alone do not tell. version: of fer-edge. detector: yunet or haar."""

    version: str
    target: Target
    model: str
    detector: str
    wheels: Sequence[Wheel]


def sums_of(files: Mapping[str, Content]) -> dict[str, str]:
    """The sha256 of each file, by name in order."""
    return {
        name: hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else digest(content)
        for name, content in sorted(files.items())
    }


def sums_text(sums: Mapping[str, str]) -> str:
    """One line a file."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def id_of(sums: Mapping[str, str]) -> str:
    """What names a version on a device: two bundles have the same where every file is the same."""
    return hashlib.sha256(sums_text(sums).encode()).hexdigest()[:ID_LENGTH]


def sealed(files: Mapping[str, Content], about: About) -> dict[str, Content]:
    """The files with the manifest and the sums of all."""
    sums = sums_of(files)
    text = json.dumps(_manifest(files, sums, about), indent=2) + "\n"
    whole: dict[str, Content] = {**files, MANIFEST: text.encode()}
    return {**whole, SUMS: sums_text({**sums, **sums_of({MANIFEST: whole[MANIFEST]})}).encode()}


def _manifest(files: Mapping[str, Content], sums: Mapping[str, str], about: About) -> dict[str, Any]:
    own = sum(size_of(files[name]) for name in files if not name.startswith("wheels/"))
    return {
        "format": FORMAT,
        "fer_edge": about.version,
        "target": str(about.target),
        "id": id_of(sums),
        "machine": about.target.machine,
        "python": about.target.python,
        "glibc": needed_glibc([wheel.path for wheel in about.wheels]),
        "model": about.model,
        "detector": about.detector,
        "installed_bytes": SPARE + sum(wheel.installed for wheel in about.wheels if wheel.name != "pip") + own,
        "files": dict(sums),
        "wheels": [
            {
                "name": wheel.name,
                "version": wheel.version,
                "file": wheel.path.name,
                "sha256": wheel.sha256,
                "licence": wheel.licence,
            }
            for wheel in about.wheels
        ],
    }
