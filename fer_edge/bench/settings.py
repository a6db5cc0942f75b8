"""What a benchmark can be asked for; apart from the harness so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import UsageError
from fer_edge.system.processes import usable_cores
from fer_edge.system.settings import Checked, setting


def parse_threads(text: str) -> tuple[int, ...]:
    """Read "1,all" as numbers, each once. Raises UsageError when one is neither a positive number nor "all"."""
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if part != "all" and not (part.isdecimal() and int(part) > 0)]
    if wrong:
        raise UsageError(f'--threads has "{wrong[0]}": expected positive numbers or all, with commas, as in 1,all')
    return tuple(dict.fromkeys(usable_cores() if part == "all" else int(part) for part in parts))


@dataclass(frozen=True, kw_only=True)
class BenchSettings(Checked):
    """How files are measured: one row for each file and number of threads."""

    threads: tuple[int, ...] = setting(
        parse_threads("1,all"),
        'Numbers of threads; "all" is every core.',
        many=True,
        parse=parse_threads,
        default_text="1,all",
    )
    warmup: int = setting(20, "Calls that do not count, before those that do.", minimum=0, unit="calls")
    runs: int = setting(200, "Calls that count, after the warm-up.", minimum=1, unit="calls")
    batch: int = setting(1, "Faces per call.", minimum=1, unit="faces")

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.threads, default=0) < 1:
            raise UsageError("--threads: a benchmark needs at least 1 thread")


@dataclass(frozen=True, kw_only=True)
class LoopBenchSettings(Checked):
    """Whether the whole loop is measured instead of files."""

    source: Path | None = setting(None, "Time the whole loop on this video instead, per stage.")
