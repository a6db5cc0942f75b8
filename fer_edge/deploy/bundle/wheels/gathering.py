"""The wheels for a device, resolved by pip and kept: a second bundle of the same needs no network."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_edge.deploy.bundle.target import Target
from fer_edge.deploy.bundle.wheels.metadata import Wheel, digest, read_wheel
from fer_edge.deploy.bundle.wheels.pip import pip
from fer_edge.deploy.bundle.wheels.requirements import needed
from fer_edge.deploy.fetch import Report
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.files import make_folder
from fer_edge.system.writing.locks import open_locked

SUMS, ROUNDS = "SHA256SUMS", 4
"""What pip leaves out for the markers of its own machine is asked for again, so often at the most."""


def gather(roots: list[str], target: Target, folder: Path, report: Report, renew: bool = False) -> list[Wheel]:
    """The wheels for requirements and all that they require on a target, by name.

    folder: where they are kept, for these requirements alone. What is there, and whole, is taken unless `renew`.
    Raises MissingError when they cannot be had.
    """
    if not renew and (kept := _kept(folder, report)):
        report(f"{len(kept)} wheels as fetched before (--renew asks for newer ones)")
        return kept
    with _part(folder) as part:
        wheels = _fetched(roots, target, part, report)
        _write_sums(part, wheels)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(part, folder)
    return [read_wheel(folder / wheel.path.name) for wheel in wheels]


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`, for this process alone; what a killed one left is gone."""
    part = make_folder(folder.parent) / f".{folder.name}.part"
    lock = open_locked(part.with_suffix(".lock"))
    if lock is None:
        raise FerEdgeError(f"another process is fetching the same wheels into {folder}: wait for it, and try again")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(lock)


def _fetched(roots: list[str], target: Target, part: Path, report: Report) -> list[Wheel]:
    """Ask pip, and again for what its own machine does not require but the target does; what is too much goes."""
    asked = list(roots)
    for _ in range(ROUNDS):
        pip(["download", "--dest", str(part), *target.pip_words(), *asked], report)
        there = [read_wheel(path) for path in sorted(part.glob("*.whl"))]
        wheels, missing = needed(roots, there, target)
        if not missing:
            for wheel in set(there) - set(wheels):
                wheel.path.unlink()
            return wheels
        asked = sorted({*asked, *missing})
    raise MissingError(f"no wheels for {target} meet {', '.join(missing)} together: pin other versions")


def _write_sums(folder: Path, wheels: list[Wheel]) -> None:
    text = "".join(f"{wheel.sha256}  {wheel.path.name}\n" for wheel in wheels)
    (folder / SUMS).write_text(text, encoding="ascii")


def _kept(folder: Path, report: Report) -> list[Wheel]:
    """The wheels of a folder that was filled before; none where one of them is not as it was."""
    try:
        sums = [line.split("  ") for line in (folder / SUMS).read_text(encoding="ascii").splitlines()]
        if all(digest(folder / name) == told for told, name in sums):
            return [read_wheel(folder / name) for _, name in sums]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, FerEdgeError):
        pass
    report(f"a wheel in {folder} is damaged: they are fetched again")
    return []
