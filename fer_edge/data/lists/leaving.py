"""Faces that a list says to leave out: `data clean` writes one, every reader follows it."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fer_edge.data.faces import FaceStream, Item
from fer_edge.data.lists.files import PATHS, REASON, columns_of, read_list, same_name
from fer_edge.errors import MissingError, UsageError


def without(stream: FaceStream, path: Path, split: str) -> FaceStream:
    """A split without the faces of a list. Raises MissingError or UsageError when it is none of what to leave out."""
    reasons = read_reasons(path)
    seen: list[str] = []
    tell = lambda: f"{split}: {len(seen)} left out by {path.name}"  # noqa: E731
    return replace(stream, items=_without(stream.items, reasons, path.name, seen), later=(*stream.later, tell))


def read_reasons(path: Path) -> dict[str, str]:
    """Why each face of a list is to be left out, by its name."""
    if not path.is_file():
        raise MissingError(f"--leave-out: no list at {path}; `fer-edge data clean` writes one")
    if REASON not in columns_of(path):
        raise UsageError(
            f"--leave-out {path}: expected a list with the columns {PATHS[0]} and {REASON}, see data clean"
        )
    return {same_name(face.name): face.reason for face in read_list(path)}


def _without(items: Iterator[Item], reasons: dict[str, str], called: str, seen: list[str]) -> Iterator[Item]:
    for item in items:
        reason = reasons.get(same_name(item.name))
        if reason is None or isinstance(item.face, str):
            yield item
        else:
            seen.append(item.name)
            yield item._replace(face=f"is left out by {called}: {reason.partition(':')[0]}")


def describe_list(named: str | None) -> dict[str, Any] | None:
    """What a record of a model keeps of a list of what was left out: its name, how many it has, its sha256."""
    if named is None:
        return None
    path = Path(named)
    return {
        "file": path.name,
        "faces": len(read_reasons(path)),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
