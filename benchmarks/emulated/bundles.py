"""Bundles as they come onto a board: made, unpacked, damaged, installed."""

import shutil
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.emulated.roots import CHECKOUT
from benchmarks.emulated.tools import call

LONGEST = 1800


def make_bundle(cache: Path, target: str, yunet: Path, config: Path | None, note: Callable[[str], None]) -> Path:
    """The bundle of this checkout for a target, with both shipped models' default and YuNet."""
    note(f"a bundle for {target} is made …")
    cache.mkdir(parents=True, exist_ok=True)
    options = ["--target", target, "--model", "edge", "--detector", "yunet", "--yunet", yunet, "--out", cache]
    if config:
        options += ["--config", config]
    call([sys.executable, "-m", "fer_edge", "bundle", *options], LONGEST, cwd=CHECKOUT)
    return max(cache.glob(f"fer-edge-*-{target}.tar.gz"), key=lambda path: path.stat().st_mtime)


def unpack(bundle: Path, folder: Path) -> Path:
    """Unpack a bundle; its one folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(bundle) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def flip_byte(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def folder_bytes(folder: Path) -> int:
    """What the files of a folder hold, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink() and path.is_file())
