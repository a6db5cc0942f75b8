"""Benchmarks held against each other: of boards, or of versions on one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fer_edge.bench.measuring.interval import Estimate, ratio
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.board import called, fingerprint
from fer_edge.system.untrusted import parse_json, read_file, typed

LARGEST = 10_000_000
"""Bytes of a benchmark's JSON."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a benchmark that was read. model: None where its JSON does not say."""

    file: str
    threads: int
    model: str | None
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class Result:
    """A benchmark that was read. board: its fingerprint. doubts: why its figures should not be trusted, in words."""

    path: Path
    board: dict[str, Any]
    entries: tuple[Entry, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """How many times as long a file takes in one benchmark as in the first; low, high: None where they are not known.

    verdict: "slower" or "faster" where the whole interval is beyond what is allowed, else "same"; "unsure" without one.
    """

    file: str
    threads: int
    model: str | None
    first_ms: float
    ms: float
    times: float
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A benchmark against the first one. missing: rows that only one of both has."""

    first: Path
    other: Path
    changes: list[Change]
    missing: list[str]

    @property
    def slower(self) -> list[Change]:
        """What is slower beyond doubt."""
        return [change for change in self.changes if change.verdict == "slower"]

    def as_record(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"first": str(self.first), "other": str(self.other)}


def read_result(path: Path) -> Result:
    """What `fer-edge bench --json` wrote. Raises MissingError when it is not there, UsageError when it is none."""
    try:
        found = parse_json(read_file(path, LARGEST))
        if not isinstance(found, dict) or not isinstance(found.get("rows"), list):
            raise ValueError("it has no rows")
        board = typed(dict[str, Any], found.get("board", {}), "board")
        doubts: tuple[str, ...] = typed(tuple[str, ...], found.get("doubts", []), "doubts")
        entries = tuple(entry for row in found["rows"] if (entry := _entry(row)) is not None)
    except FileNotFoundError as error:
        raise MissingError(f"no benchmark at {path}: write one with `fer-edge bench --json {path}`") from error
    except OSError as error:
        raise MissingError(f"{path} cannot be read ({error.strerror}): name another file") from error
    except ValueError as error:
        raise UsageError(f"{path} is no benchmark ({error}): expected what `fer-edge bench --json` writes") from error
    if not entries:
        raise UsageError(f"{path} has no row with figures: nothing can be compared")
    return Result(path=path, board=fingerprint(board), entries=entries, doubts=doubts)


def _entry(row: Any) -> Entry | None:
    """A row with figures. Raises ValueError when it is none of ours; earlier ones had no interval, and no model."""
    fields = typed(dict[str, Any], row, "a row")
    if fields.get("p50_ms") is None:
        return None
    limits = typed(tuple[float, ...] | None, fields.get("interval_ms"), "interval_ms")
    low, high = limits if limits is not None and len(limits) == 2 else (None, None)
    estimate = Estimate(median=typed(float, fields["p50_ms"], "p50_ms"), low=low, high=high)
    if estimate.median <= 0 or (low is not None and high is not None and not 0 < low <= estimate.median <= high):
        raise ValueError("its times are no times")
    return Entry(
        file=typed(str, fields.get("file"), "file"),
        threads=typed(int, fields.get("threads"), "threads"),
        model=typed(str | None, fields.get("model"), "model"),
        estimate=estimate,
    )


def compare(first: Result, other: Result, max_loss: float) -> Comparison:
    """Match rows by model, file and threads, or by the last two where names of models do not meet.

    max_loss: percent that a file may be slower, or faster, before it is called so. Raises UsageError when no row has
    a counterpart.
    """
    ours, theirs = _keyed(first.entries, models=True), _keyed(other.entries, models=True)
    if not ours.keys() & theirs.keys():
        ours, theirs = _keyed(first.entries, models=False), _keyed(other.entries, models=False)
    both = [key for key in ours if key in theirs]
    if not both:
        raise UsageError(f"{first.path} and {other.path} have no file with the same number of threads in common")
    alone = [*(key for key in ours if key not in theirs), *(key for key in theirs if key not in ours)]
    return Comparison(
        first=first.path,
        other=other.path,
        changes=[_change(ours[key], theirs[key], max_loss) for key in both],
        missing=[f"{f'{model}/' if model else ''}{file} x{threads}" for model, file, threads in alone],
    )


def _keyed(entries: Sequence[Entry], *, models: bool) -> dict[tuple[str | None, str, int], Entry]:
    """By name; without the model's, a file that several have is left out."""
    keyed: dict[tuple[str | None, str, int], Entry] = {}
    twice = set()
    for entry in entries:
        key = (entry.model if models else None, entry.file, entry.threads)
        twice |= {key} if key in keyed else set()
        keyed[key] = entry
    return {key: entry for key, entry in keyed.items() if key not in twice}


def _change(first: Entry, other: Entry, max_loss: float) -> Change:
    times, limit = ratio(other.estimate, first.estimate), 1 + max_loss / 100
    verdict = "same"
    if times.low is None or times.high is None:
        verdict = "unsure"
    elif times.low > limit:
        verdict = "slower"
    elif times.high < 1 / limit:
        verdict = "faster"
    return Change(
        file=other.file,
        threads=other.threads,
        model=other.model,
        first_ms=first.estimate.median,
        ms=other.estimate.median,
        times=times.median,
        low=times.low,
        high=times.high,
        verdict=verdict,
    )


def find_reference(result: Result, folder: Path) -> Result | None:
    """The benchmark in `folder` of the same board; None where there is none yet. Raises MissingError without it."""
    if not folder.is_dir():
        raise MissingError(
            f"no folder {folder} with results: expected one .json a board, as `fer-edge bench` writes it"
        )
    for path in sorted(folder.glob("*.json")):
        known = read_result(path)
        if known.board == result.board:
            return known
    return None


def no_reference(result: Result, folder: Path) -> str:
    """What to tell where a board has none."""
    return f"no reference for {called(result.board)} in {folder}: to make this one it, copy {result.path} there"
