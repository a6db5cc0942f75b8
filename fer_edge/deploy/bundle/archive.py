"""An archive whose bytes depend on what is in it and on nothing else."""

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, cast

from fer_edge.errors import FerEdgeError
from fer_edge.system.files import atomic_write

MODE, PROGRAM_MODE = 0o644, 0o755
LEVEL = 6
"""Of compression; most of it are wheels, which are compressed already."""

Content = Path | bytes
"""Of one file: where it is read from, or itself."""

Progress = Callable[[int, int], None]
"""Told how many bytes are written, of how many."""


def size_of(content: Content) -> int:
    """Bytes."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def mode_of(name: str) -> int:
    """Scripts can be started, nothing else."""
    return PROGRAM_MODE if name.endswith(".sh") else MODE


def write_archive(path: Path, root: str, files: Mapping[str, Content], progress: Progress) -> None:
    """Write a .tar.gz of one folder, `root`, with these files; whole or not at all.

    Names sorted, owner 0, one date. Raises FerEdgeError when it cannot be written, or a file cannot be read.
    """
    all_, done = sum(map(size_of, files.values())), 0
    with (
        atomic_write(path) as part,
        part.open("wb") as raw,
        gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed,
        tarfile.open(fileobj=cast(IO[bytes], packed), mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for folder in _folders(root, files):
            archive.addfile(_header(folder, PROGRAM_MODE, tarfile.DIRTYPE))
        for name in sorted(files):
            _add(archive, f"{root}/{name}", files[name])
            done += size_of(files[name])
            progress(done, all_)


def write_tree(folder: Path, files: Mapping[str, Content]) -> None:
    """Write the same files into a folder. Raises FerEdgeError when one cannot be written."""
    for name in sorted(files):
        content = files[name]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(folder / name) as part:
            part.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
            part.chmod(mode_of(name))


def _add(archive: tarfile.TarFile, name: str, content: Content) -> None:
    try:
        data = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
    except OSError as error:
        raise FerEdgeError(f"cannot read {content!s}: {error.strerror}; nothing is written") from error
    with data:
        header = _header(name, mode_of(name), tarfile.REGTYPE)
        header.size = size_of(content)
        archive.addfile(header, data)


def _header(name: str, mode: int, kind: bytes) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.mode, header.type, header.mtime = mode, kind, 0
    return header


def _folders(root: str, names: Mapping[str, Content]) -> list[str]:
    folders = {root}
    for name in names:
        parts = name.split("/")[:-1]
        folders |= {"/".join([root, *parts[:end]]) for end in range(1, len(parts) + 1)}
    return sorted(folders)
