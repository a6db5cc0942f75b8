"""The peers' own environments: each package installed as its users install it, with what it turns out to lack."""

import json
import subprocess
import venv
from dataclasses import asdict, dataclass
from pathlib import Path

from fer_edge.cli.console import note
from fer_edge.errors import FerEdgeError
from fer_edge.system.files import atomic_write

REPOSITORY = Path(__file__).parents[2]
PACKAGES: dict[str, tuple[str, ...]] = {
    "fer": ("fer==25.10.3",),
    # Without Flask, which it does not ask for, its import fails; without tf-keras it refuses TensorFlow.
    "deepface": ("deepface==0.0.103", "tf-keras", "flask"),
    "fer-edge": (str(REPOSITORY),),
}
"""Requirements by the name of the package that is compared."""

READY = "environment.json"


@dataclass(frozen=True)
class Environment:
    """python: its interpreter. version: of the package. megabytes: all files of its site-packages, 10^6 bytes."""

    python: str
    version: str
    megabytes: int


def environment(name: str, folder: Path) -> Environment:
    """The environment of a package of PACKAGES below `folder`, made where it is not there yet.

    Raises FerEdgeError with pip's last line when it cannot be made.
    """
    place = folder / name
    if (place / READY).is_file():
        return Environment(**json.loads((place / READY).read_text(encoding="utf-8")))
    note(f"installing {name} into {place} …")
    venv.create(place, with_pip=True, clear=True)
    python = str((place / "bin/python").absolute())
    _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[name]])
    version = _run([python, "-c", f"import importlib.metadata as m; print(m.version({name!r}))"]).strip()
    found = Environment(python, version, _megabytes(place / "lib"))
    with atomic_write(place / READY) as part:
        part.write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FerEdgeError(f"{' '.join(command[:4])}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    return done.stdout


def _megabytes(folder: Path) -> int:
    return round(sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6)
