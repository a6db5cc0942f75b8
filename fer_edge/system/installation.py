"""Whether this program was installed from a bundle, and where what came with it lies. The standard library alone."""

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MANIFEST, VERSIONS = "manifest.json", "versions"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """prefix: the folder that install.sh was given. folder: of the version that runs, one of prefix/versions."""

    prefix: Path
    folder: Path

    @property
    def models(self) -> Path:
        """The folder of the bundle's models."""
        return self.folder / "models"

    @property
    def detectors(self) -> Path:
        """The folder of the bundle's face detector, if it has one beside OpenCV's."""
        return self.folder / "detectors"

    @property
    def program(self) -> Path:
        """The wrapper that starts whichever version is the current one."""
        return self.prefix / "bin" / "fer-edge"


def installation() -> Installation | None:
    """The installation this interpreter belongs to: PREFIX/versions/ID/venv beside a manifest; None for any other."""
    return installed_at(sys.prefix)


@lru_cache
def installed_at(environment: str) -> Installation | None:
    """As `installation`, of the virtual environment at a path, which may lead through PREFIX/current."""
    folder = Path(environment).parent
    versions = folder.resolve().parent
    if not (folder / MANIFEST).is_file() or versions.name != VERSIONS:
        return None
    return Installation(prefix=versions.parent, folder=folder)
