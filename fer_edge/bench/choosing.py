"""Which file of a model `run` should take on this board, and with how many threads: the fastest that is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.artifact.limits import MAX_DROP
from fer_edge.artifact.selection import Selection
from fer_edge.artifact.store import NEXT_FILES
from fer_edge.bench.harness import Bench
from fer_edge.bench.measuring.interval import Estimate, ratio
from fer_edge.bench.row import Row
from fer_edge.errors import FerEdgeError
from fer_edge.system.board import fingerprint

REAL = 1.05
"""A file is slower than another one where it surely takes so many times as long; else the one `run` prefers stays."""

THREADS_WIN, THREADS_COST = 0.8, 1.25
"""More threads than one have to bring a call surely down to this share, for at most so much more processor time."""

SHARE_OF_FRAME = 0.5
"""Of a frame's time is for the model where it keeps up; the rest is for reading it and for finding faces."""

FLOAT_FILES = ("model.keras", "model.onnx", "model.tflite")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """row: the file and its threads. why: in words. unfit: by file, why it was not even looked at."""

    row: Row
    why: str
    unfit: dict[str, str] = field(default_factory=dict)


def choose(rows: Sequence[Row], card: ModelCard, fps: float) -> Choice:
    """Choose among the rows of one model's folder.

    Files that did not run, that are not those of the card, whose card has no probes of them, or which lose more
    accuracy than an export may are left out. Of each other file one number of threads is taken (`choose_threads`); of
    those the first in the order in which `run` takes them that is not surely slower than the fastest. fps: frames per
    second to keep up with. Raises FerEdgeError when no file is fit.
    """
    unfit = {row.file: reason for row in rows for reason in find_faults(row, rows, card)}
    by_file: dict[str, list[Row]] = {}
    for row in rows:
        if row.file in NEXT_FILES and row.file not in unfit:
            by_file.setdefault(row.file, []).append(row)
    if not by_file:
        told = "; ".join(f"{file}: {reason}" for file, reason in unfit.items())
        raise FerEdgeError(f"no file of {card.name} can be selected ({told or 'none of a folder was measured'})")
    fit = [choose_threads(by_file[file], fps) for file in sorted(by_file, key=NEXT_FILES.index)]
    fastest = min(fit, key=lambda row: _estimate(row).median)
    chosen = next(row for row in fit if not surely_slower(row, fastest))
    return Choice(row=chosen, why=_why(chosen, fit, fps), unfit=unfit)


def choose_threads(rows: Sequence[Row], fps: float) -> Row:
    """One row of a file. More threads than the fewest are taken where they surely win and cost little more.

    Where the fewest do not keep up with `fps`, they only have to be surely quicker.
    """
    ordered = sorted(rows, key=lambda row: row.threads)
    chosen = ordered[0]
    for row in ordered[1:]:
        times = ratio(_estimate(row), _estimate(chosen))
        wanted = THREADS_WIN if keeps_up(chosen, fps) else 1.0
        cheap = not keeps_up(chosen, fps) or (row.cpu_ms or 0) <= THREADS_COST * (chosen.cpu_ms or 0)
        if times.high is not None and times.high < wanted and cheap:
            chosen = row
    return chosen


def keeps_up(row: Row, fps: float) -> bool:
    """Whether nearly every call leaves the rest of a frame its time."""
    return row.p95_ms is not None and row.p95_ms <= SHARE_OF_FRAME * 1000 / fps


def surely_slower(row: Row, other: Row) -> bool:
    """Whether the whole interval of how many times as long it takes lies beyond REAL."""
    low = ratio(_estimate(row), _estimate(other)).low
    return low is not None and low > REAL


def find_faults(row: Row, rows: Sequence[Row], card: ModelCard) -> Iterator[str]:
    """Why a row must not be chosen; the last reason is told."""
    for what, drop in _drops(row, rows, card):
        if drop > MAX_DROP:
            allowed = f"allowed is {100 * MAX_DROP:g}"
            yield f"loses {100 * drop:.1f} points of accuracy against the float file ({what}), {allowed}"
    if "accuracy" not in card.figures.get(row.file, {}):
        yield "its card has no accuracy of it"
    if row.file not in card.probes.answers:
        yield "its card has no answers to probes of it: export it again"
    if row.sha256 != card.sha256.get(row.file):
        yield "it is not the file that its card describes"
    if row.p50_ms is None:
        yield row.reason or "it was not measured"


def _drops(row: Row, rows: Sequence[Row], card: ModelCard) -> Iterator[tuple[str, float]]:
    """Accuracy lost against the float file: as the card has it, also under shifts, and as it was measured."""
    own = card.figures.get(row.file, {})
    floats = [card.figures[file] for file in FLOAT_FILES if file in card.figures]
    for told in floats[:1]:
        if "accuracy" in told and "accuracy" in own:
            yield "card", told["accuracy"] - own["accuracy"]
    shifted = [told["robustness"]["mean"] for told in floats if "mean" in told.get("robustness", {})]
    if shifted and "mean" in own.get("robustness", {}):
        yield "card, under shifts", shifted[0] - own["robustness"]["mean"]
    measured = [one.accuracy for one in rows if one.file in FLOAT_FILES and one.accuracy_of == row.accuracy_of]
    if measured and measured[0] is not None and row.accuracy is not None:
        yield row.accuracy_of or "", measured[0] - row.accuracy


def select(bench: Bench, folder: Path, fps: float) -> tuple[Selection, Choice]:
    """What is to be remembered of a benchmark for the model in `folder`. Raises ModelError without its card."""
    rows = [row for row in bench.rows if Path(row.folder) == folder]
    choice = choose(rows, read_card(folder), fps)
    row = choice.row
    return (
        Selection(
            board=fingerprint(bench.conditions.before),
            folder=str(folder.resolve()),
            file=row.file,
            sha256=row.sha256 or "",
            threads=row.threads,
            fps=fps,
            p50_ms=_estimate(row).median,
            why=choice.why,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        choice,
    )


def as_record(selection: Selection, choice: Choice) -> dict[str, Any]:
    """What was chosen as plain values."""
    return vars(selection) | {"unfit": choice.unfit}


def _estimate(row: Row) -> Estimate:
    assert row.estimate is not None  # Rows without figures are left out before.
    return row.estimate


def _why(chosen: Row, fit: Sequence[Row], fps: float) -> str:
    usual = fit[0]
    cpu = (chosen.cpu_ms or 0) * fps / 10
    words = f"{_estimate(chosen).median:.3f} ms a face, {cpu:.1f} % of a core at {fps:g} frames/s"
    if chosen is usual:
        return f"{words}; no other file is surely quicker"
    times = ratio(_estimate(usual), _estimate(chosen)).median
    return f"{words}; {times:.2f} times as quick as {usual.file} x{usual.threads}"
