"""Figures of the comparison, and its table in Markdown."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.markdown import table
from benchmarks.peers.contestants import Contestant

HEADINGS = ("", "network", "runtime", "accuracy", "ms a face", "times", "ms a frame", "times", "MB memory", "MB disk")
ABOUT = """\
# fer-edge and its peers

Made by `make peers`. Accuracy: {faces} faces of FER2013's validation split, already cut out, one look at each. Frames:
the first {frames} of `{clip}`, with one face, found and read; decoding is not in it. Every peer runs on one core of
{cpu}. All take turns, {rounds} rounds of them. Times are medians, and "times" is how many
times as long it takes as the first row: the median over the rounds, with the least and the greatest. Memory is the peak
of the process, the frames themselves (they are mapped from a file) included; disk is all that its environment holds.

"""
NOTES = """
- The weights of the plain loop's network are drawn at random: its authors publish none, and times do not depend on
  them. They name about 60 % on a split of their own.
- Our models were chosen on this split, as mini_XCEPTION's file was; none of them learned from it.
- `fer` has its 10 pixels of margin around a face in frames, and none around a face that is cut out already.
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One contestant's figures; None where there is none, and `reason` says why.

    accuracy: of the faces, 0 to 1; None also where its weights are not trained. face_ms, frame_ms: medians of one
    reading, milliseconds. rounds_face_ms, rounds_frame_ms: the same of each round. found: share of the frames in which
    it found a face. memory_mb: peak resident of its process over the frames, else over the faces, 10^6 bytes.
    """

    name: str
    package: str
    network: str
    runtime: str
    accuracy: float | None = None
    face_ms: float | None = None
    rounds_face_ms: tuple[float, ...] = ()
    frame_ms: float | None = None
    rounds_frame_ms: tuple[float, ...] = ()
    found: float | None = None
    memory_mb: float | None = None
    installed_mb: int | None = None
    reason: str | None = None

    def because(self, reason: str | None) -> "Row":
        """The row with a reason, unless it has one."""
        return self if reason is None or self.reason else replace(self, reason=reason)


def summarise(one: Contestant, faces: list[dict], frames: list[dict], truth: list[str]) -> Row:
    """One contestant's row. truth: the faces' labels, in the order in which they were read."""
    labels = [label for answer in faces for label in answer["found"]]
    right = None
    if labels and one.trained:
        right = float(np.mean([a == b for a, b in zip(labels, truth, strict=True)]))
    counts = [count for answer in frames for count in answer["found"]]
    last = (frames or faces)[-1:]
    return Row(
        name=one.name,
        package=one.package,
        network=one.network,
        runtime=one.runtime,
        accuracy=right,
        face_ms=_median([seconds for answer in faces for seconds in answer["seconds"]]),
        rounds_face_ms=_rounds(faces),
        frame_ms=_median([seconds for answer in frames for seconds in answer["seconds"]]),
        rounds_frame_ms=_rounds(frames),
        found=float(np.mean(np.array(counts) > 0)) if counts else None,
        memory_mb=last[0]["peak"] / 1e6 if last else None,
        installed_mb=one.megabytes,
        reason=one.reason,
    )


def _median(seconds: list[float]) -> float | None:
    return float(np.median(seconds)) * 1000 if seconds else None


def _rounds(answers: list[dict]) -> tuple[float, ...]:
    return tuple(float(np.median(answer["seconds"])) * 1000 for answer in answers)


def ratio(theirs: tuple[float, ...], ours: tuple[float, ...]) -> tuple[float, float, float] | None:
    """How many times as long theirs takes as ours: the median of the rounds' ratios, the least and the greatest.

    None where either has no round, or they have not the same ones.

    >>> ratio((2.0, 3.0, 8.0), (1.0, 1.0, 2.0))
    (3.0, 2.0, 4.0)
    """
    if not theirs or len(theirs) != len(ours):
        return None
    ratios = np.divide(theirs, ours)
    return float(np.median(ratios)), float(ratios.min()), float(ratios.max())


def markdown(rows: list[Row], record: dict[str, Any]) -> str:
    """The page: how it was measured, the table, and why a figure is missing; other rows are told in the first."""
    about = ABOUT.format(
        faces=record["faces"],
        frames=record["frames"],
        clip=record["clip"]["file"].rpartition("/")[2],
        cpu=record["board"]["cpu"],
        rounds=record["rounds"],
    )
    reasons = [f"- {row.package}, {row.network}: {row.reason}\n" for row in rows if row.reason]
    return about + table(HEADINGS, [_cells(row, rows[0]) for row in rows]) + NOTES + "".join(reasons)


def _cells(row: Row, ours: Row) -> list[str]:
    def number(value: float | None, form: str) -> str:
        return "-" if value is None else format(value, form)

    def times(theirs: tuple[float, ...], mine: tuple[float, ...]) -> str:
        found = ratio(theirs, mine)
        return "-" if found is None else "{:.3g} ({:.3g}-{:.3g})".format(*found)

    return [
        row.package,
        row.network,
        row.runtime,
        number(row.accuracy, ".1%"),
        number(row.face_ms, ".2f"),
        times(row.rounds_face_ms, ours.rounds_face_ms),
        number(row.frame_ms, ".2f"),
        times(row.rounds_frame_ms, ours.rounds_frame_ms),
        number(row.memory_mb, ".0f"),
        number(row.installed_mb, "d"),
    ]
