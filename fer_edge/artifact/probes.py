"""Probes: tiny drawn faces in a card, and what each exported file answered to them when it was exported.

A processor, a runtime or its version that computes otherwise is noticed when a file is opened, not by its users.
"""

from dataclasses import dataclass
from typing import Any

from fer_edge.system.untrusted import typed

PROBE_SIDE = 12
"""Pixels in a row of a probe face, and rows; an engine enlarges it to what its model takes."""

SHADES = "0123456789abcdef"
"""A sign a pixel: from black to white in sixteen steps of 17."""

MOST = 8
"""Faces that a card may have: each of them is answered before the first frame."""

FACES, ANSWERS = "probes", "probe_answers"
"""Their keys: the faces' in `trained`, the answers' in the figures of a file. Earlier readers pass over both."""


@dataclass(frozen=True, kw_only=True)
class Probes:
    """faces: of each, its pixels row by row. answers: by file name, per face a probability for each label."""

    faces: tuple[str, ...]
    answers: dict[str, tuple[tuple[float, ...], ...]]


def read_probes(trained: dict[str, Any], figures: dict[str, dict[str, Any]], labels: int) -> Probes:
    """The probes among a card's fields; without faces where there are none. labels: how many the model has.

    Raises ValueError when they are not what they should be.
    """
    faces: tuple[str, ...] = typed(tuple[str, ...], trained.get(FACES, []), f"trained.{FACES}")
    if len(faces) > MOST:
        raise ValueError(f"it has {len(faces)} probes, expected at most {MOST}")
    if any(len(face) != PROBE_SIDE**2 or not set(SHADES).issuperset(face) for face in faces):
        raise ValueError(f"its probes should be {PROBE_SIDE**2} digits of {SHADES[0]} to {SHADES[-1]} each")
    answers = {
        file: _read_answers(read[ANSWERS], f"{file[:40]}.{ANSWERS}", len(faces), labels)
        for file, read in figures.items()
        if ANSWERS in read
    }
    return Probes(faces=faces, answers=answers)


def _read_answers(rows: Any, name: str, faces: int, labels: int) -> tuple[tuple[float, ...], ...]:
    texts: tuple[str, ...] = typed(tuple[str, ...], rows, name)
    if len(texts) != faces:
        raise ValueError(f"{name} has {len(texts)} rows for {faces} probes")
    return tuple(_read_row(text, name, labels) for text in texts)


def _read_row(text: str, name: str, labels: int) -> tuple[float, ...]:
    try:
        row = tuple(map(float, text.split()))
    except ValueError:
        row = ()
    if len(row) != labels or not all(0 <= value <= 1 for value in row):  # Not a number is outside every range.
        raise ValueError(f"{name} should have {labels} numbers of 0 to 1 in a row, got {text!r:.40}")
    return row
