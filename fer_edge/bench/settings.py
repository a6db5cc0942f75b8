"""What a benchmark can be asked for; apart from the harness so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.data.settings import DataSettings
from fer_edge.errors import UsageError
from fer_edge.system.processes import usable_cores
from fer_edge.system.settings import Checked, setting

DATA, CHOICE = "The faces", "The fastest right file"


def parse_threads(text: str) -> tuple[int, ...]:
    """Read "1,all" as numbers, each once. Raises UsageError when one is neither a positive number nor "all"."""
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if part != "all" and not _positive(part)]
    if wrong:
        raise UsageError(f'--threads has "{wrong[0]}": expected positive numbers or all, with commas, as in 1,all')
    return tuple(dict.fromkeys(usable_cores() if part == "all" else int(part) for part in parts))


def parse_batches(text: str) -> tuple[int, ...]:
    """Read "1,8" as numbers, each once. Raises UsageError when one is not positive."""
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if not _positive(part)]
    if wrong:
        raise UsageError(f'--batch has "{wrong[0]}": expected positive numbers, with commas, as in 1,8')
    return tuple(dict.fromkeys(map(int, parts)))


def _positive(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) > 0


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
    batch: tuple[int, ...] = setting(
        (1, 8),
        "Faces per call; times are of the first number, faces per second of each.",
        many=True,
        parse=parse_batches,
        default_text="1,8",
    )
    seconds: float = setting(
        2.0,
        "Of measuring, a row at the most; what a row that is sure sooner leaves goes to the others.",
        minimum=0.1,
        maximum=3600,
        unit="seconds",
    )
    runs: int = setting(0, "Calls of a row at the most; 0: as many as it needs.", minimum=0, unit="calls")
    warmup: int = setting(20, "Calls that do not count, before those that do.", minimum=0, unit="calls")

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.threads, default=0) < 1 or min(self.batch, default=0) < 1:
            raise UsageError("--threads, --batch: a benchmark needs at least 1 thread, and 1 face per call")


@dataclass(frozen=True, kw_only=True)
class BenchDataSettings(Checked):
    """The faces that are read while the clock runs."""

    data: str | None = setting(
        None,
        'For times and accuracy: a folder of splits, fer2013.csv, or "synthetic" (drawn faces). Else times are of '
        f"{DataSettings().data}/ where it is there, or of drawn faces, and accuracy is what the card says.",
        group=DATA,
    )


@dataclass(frozen=True, kw_only=True)
class SelectSettings(Checked):
    """Whether the fastest right file is remembered, for `run` to take."""

    select: bool = setting(
        False, "Remember for `run` the fastest file that is as right as it should be.", flag=True, group=CHOICE
    )
    fps: float = setting(
        15.0, "To be kept up with, where threads are chosen.", minimum=0.1, maximum=1000, unit="frames/s", group=CHOICE
    )
    forget: bool = setting(
        False, "Measure nothing: `run` forgets what was remembered of these models, or of all.", flag=True, group=CHOICE
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.select and self.forget:
            raise UsageError("--select and --forget exclude each other: name one")


@dataclass(frozen=True, kw_only=True)
class LoopBenchSettings(Checked):
    """Whether the whole loop is measured instead of files."""

    source: Path | None = setting(
        None, "Time the whole loop on this video instead, per stage; also --loop.", aliases=("loop",)
    )


@dataclass(frozen=True, kw_only=True)
class CompareSettings(Checked):
    """What counts as slower."""

    max_loss: float = setting(
        5.0,
        "How much slower a file may be; more ends with exit code 4, where its whole interval is beyond.",
        minimum=0,
        maximum=1000,
        unit="percent",
    )
    reference: Path | None = setting(
        None, "A folder of results, one a board, such as benchmarks/boards: compare with the one of this board."
    )
