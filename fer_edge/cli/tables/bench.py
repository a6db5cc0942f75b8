"""Benchmarks as tables and lines for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fer_edge.cli.console import cell, note, open_console

if TYPE_CHECKING:
    from rich.table import Table

    from fer_edge.bench.compare import Change, Comparison
    from fer_edge.bench.harness import Bench
    from fer_edge.bench.row import Row
    from fer_edge.bench.stages import LoopTimes


def print_bench(bench: "Bench", *, to_stderr: bool) -> None:
    """The rows, what they are of, and every reason not to trust them."""
    console = open_console(to_stderr)
    for folder in dict.fromkeys(row.folder for row in bench.rows):
        console.print(_rows(bench, folder))
    of = sorted({row.accuracy_of for row in bench.rows if row.accuracy_of})
    accuracy = f"; accuracy: {' and '.join(of)}" if of else ""
    console.print(cell(f"Times on {bench.faces}{accuracy}"), soft_wrap=True)
    for threads, peaks in bench.peaks.items():
        speeds = ", ".join(f"{name} {speed / 1e9:.1f}" for name, speed in peaks.items())
        console.print(cell(f"A large matrix product, x{threads}, 10^9 multiply-adds a second: {speeds}"))
    for row in bench.rows:
        if row.reason:
            console.print(cell(f"{row.name}: {row.reason}"), soft_wrap=True)
    for doubt in bench.doubts:
        console.print(cell(f"Doubt: {doubt}"), soft_wrap=True)


def print_comparison(comparison: "Comparison", *, to_stderr: bool) -> None:
    """How a benchmark compares with the first one."""
    console = open_console(to_stderr)
    table = _table(f"{comparison.other} against {comparison.first}", "file")
    for name in ("threads", "first\nms", "ms", "times as\nlong", "95 %", ""):
        table.add_column(name, justify="right", no_wrap=True)
    for change in comparison.changes:
        table.add_row(*map(cell, _change_cells(change)))
    console.print(table)
    if comparison.missing:
        few = ", ".join(comparison.missing[:3]) + (" …" if len(comparison.missing) > 3 else "")
        console.print(cell(f"Only one of both has {len(comparison.missing)} rows: {few}"), soft_wrap=True)


def tell_loop(file: Path, times: "LoopTimes") -> None:
    """How long the stages of the loop take."""
    note(f"{file.name}, {times.detector}: {times.fps_without_read:.0f} frames/s, {times.fps:.0f} with reading")
    for name, values in times.stages.items():
        note(f"  {name:9}" + "".join(f"  {share} {value:7.3f} ms" for share, value in values.items()))


def _table(title: str, first: str) -> "Table":
    from rich.table import Table

    table = Table(title=cell(title), box=None, padding=(0, 1, 0, 0))
    table.add_column(first, overflow="fold")
    return table


def _rows(bench: "Bench", folder: str) -> "Table":
    """The rows of one model."""
    from fer_edge.system.board import called, fingerprint

    board = bench.conditions.before
    # The suffix tells the runtime; one more column would not fit 80 characters.
    where = f"{called(fingerprint(board))}, governor {board['governor'] or 'unknown'}"
    table = _table(f"{Path(folder).absolute().name} on {where}", "file")
    batches = list(dict.fromkeys(batch for row in bench.rows for batch in row.throughput))
    times = ("thr.", "acc.\n%", "load\nms", "p50\nms", "±\n%", "p95\nms", "p99\nms")
    for name in (*times, *(f"faces/s\nby {batch}" for batch in batches), "MB", "peak\n%"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in bench.rows:
        if row.folder == folder:
            table.add_row(*map(cell, _cells(row, batches)))
    return table


def _cells(row: "Row", batches: Sequence[str]) -> list[str]:
    around = None if row.interval_ms is None else 50 * (row.interval_ms[1] - row.interval_ms[0]) / (row.p50_ms or 1)
    times = [_milliseconds(value) for value in (row.p95_ms, row.p99_ms)]
    speeds = [_number(row.throughput.get(batch), ".0f") for batch in batches]
    return [
        row.file,
        str(row.threads),
        _percent(row.accuracy, ".1f"),
        _number(row.load_ms, ".0f"),
        _milliseconds(row.p50_ms),
        _number(around, ".1f"),
        *times,
        *speeds,
        _number(row.memory_mb, ".0f"),
        _percent(row.peak_share, ".0f"),
    ]


def _change_cells(change: "Change") -> list[str]:
    file = change.file if change.model is None else f"{change.model}/{change.file}"
    interval = "-" if change.low is None else f"{change.low:.2f} to {change.high:.2f}"
    times = (_milliseconds(change.first_ms), _milliseconds(change.ms))
    return [file, str(change.threads), *times, f"{change.times:.2f}", interval, change.verdict]


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _percent(share: float | None, form: str) -> str:
    return _number(None if share is None else 100 * share, form)


def _milliseconds(value: float | None) -> str:
    """Four digits, or a little more."""
    return _number(value, ".1f" if (value or 0) >= 100 else ".2f" if (value or 0) >= 10 else ".3f")
