"""Rows of a benchmark that nobody measured, for tests of what follows from them."""

from typing import Any

from fer_edge.bench.harness import Bench
from fer_edge.bench.row import Row
from fer_edge.bench.settings import BenchSettings
from fer_edge.bench.trust import Conditions

BOARD: dict[str, Any] = {
    "model": "Raspberry Pi 4",
    "cpu": None,
    "machine": "aarch64",
    "cores": 4,
    "usable_cores": 4,
    "governor": "ondemand",
    "throttled": "0x0",
}


def row(file: str = "model.onnx", ms: float | None = 1.0, threads: int = 1, around: float = 0.005, **more: Any) -> Row:
    """A row whose median is known to `around`, a share of it."""
    fields: dict[str, Any] = {"runtime": "onnxruntime", "model": "edge", "folder": "m", "sha256": file, "settled": True}
    if ms is not None:
        fields |= {"p50_ms": ms, "interval_ms": (ms * (1 - around), ms * (1 + around)), "p95_ms": ms * 1.1}
        fields |= {"throughput": {"1": 1000 / ms}, "faces_per_second": 1000 / ms, "batch": 1, "accuracy": 0.7}
        fields |= {"cpu_ms": ms}
    return Row(file=file, threads=threads, **fields | more)


def bench(*rows: Row, board: dict[str, Any] = BOARD) -> Bench:
    """A benchmark of them on a board at rest."""
    conditions = Conditions(before=board, after=board, seconds=1.0)
    return Bench(rows=[*rows], faces="drawn faces", conditions=conditions, settings=BenchSettings())
