"""A row of a benchmark: one file with one number of threads."""

from dataclasses import dataclass, field
from pathlib import Path

from fer_edge.bench.measuring.interval import Estimate


@dataclass(frozen=True, kw_only=True)
class Row:
    """What was measured; a figure that was not is None, and `reason` says why.

    folder: of the file. model: as its card calls it. size: bytes. accuracy: fraction, on what `accuracy_of` says.
    load_ms: opening the file, the import of its runtime included. first_ms: the first call. p50_ms: the median of a
    call, batch: faces in it. interval_ms: in which that lies in 95 % of all cases. settled: whether that is narrower
    than 2 %. p95_ms, p99_ms: of one call. cpu_ms: processor time of one call on all threads. calls: that counted.
    faces_per_second: batch over the median. throughput: faces per second by batch. memory_mb, steady_mb: resident, the
    most and at the end, 10^6 bytes. macs: multiply-accumulates of a face. peak_share: of those that a large matrix
    product does per second here, with the same type of numbers and threads.
    """

    file: str
    runtime: str
    threads: int
    folder: str = ""
    model: str | None = None
    size: int | None = None
    sha256: str | None = None
    accuracy: float | None = None
    accuracy_of: str | None = None
    load_ms: float | None = None
    first_ms: float | None = None
    batch: int | None = None
    p50_ms: float | None = None
    interval_ms: tuple[float, float] | None = None
    settled: bool = False
    p95_ms: float | None = None
    p99_ms: float | None = None
    cpu_ms: float | None = None
    calls: int | None = None
    faces_per_second: float | None = None
    throughput: dict[str, float] = field(default_factory=dict)
    memory_mb: float | None = None
    steady_mb: float | None = None
    macs: int | None = None
    peak_share: float | None = None
    reason: str | None = None

    @property
    def name(self) -> str:
        """For people: the model's folder where there is one, the file and its threads."""
        return f"{Path(self.folder) / self.file} x{self.threads}"

    @property
    def estimate(self) -> Estimate | None:
        """The median of a call in milliseconds, with its interval."""
        if self.p50_ms is None:
            return None
        low, high = self.interval_ms or (None, None)
        return Estimate(median=self.p50_ms, low=low, high=high)
