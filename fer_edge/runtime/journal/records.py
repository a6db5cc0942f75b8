"""The one form of a journal's lines: written by a run, read by `fer-edge explain`."""

import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any

from fer_edge.system.clocks import Moment
from fer_edge.system.messages import without_secrets
from fer_edge.system.untrusted import build, parse_json

LINE_BYTES = 4096
"""Of the longest line that is written or believed."""

TEXT, TEXTS = 160, 3
"""Characters of a message, and how many are kept of one period."""

NAME, NAMED, OTHERS = 24, 10, "(others)"
"""Characters of an expression's name, how many are counted by name, and what the rest are counted under."""

LARGEST = 2.5e11
"""No number of a run is larger, in whatever unit; of seconds since 1970 it is near the year 9892."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A run begins. sha256: of the model's file. side: pixels of a face as the model reads it.

    uncertain_below, coverage: as the card says. source: its kind, no address. service: systemd started it. fallback:
    why the model's file is not the one that was meant; nothing where it is. selected: `bench --select` chose it.
    """

    version: str
    pid: int
    source: str
    model: str = ""
    sha256: str = ""
    side: int = 0
    uncertain_below: float = 0.0
    coverage: float = 1.0
    outputs: tuple[str, ...] = ()
    service: bool = False
    fallback: str = ""
    selected: bool = False


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What a run did in some minutes; counts of these minutes alone.

    seconds: how long they were. faces, uncertain: faces over all frames, and those of them with too little confidence.
    labels: faces by expression. confidence: mean, 0 to 1. size: mean height of a face's box, pixels. light, face_light:
    mean brightness of the pictures and of the faces in them, 0 to 255. dropped, failed, skipped, failed_answers,
    missed: frames, as in a status' snapshot. reconnects, broker_reconnects: of the source, and of outputs. blind:
    seconds without pictures. memory, free: MiB that the run takes, and that the machine has left. temperature: of the
    processor, degrees Celsius. throttled: vcgencmd's flags. told: what the run said. None: cannot be told.
    """

    seconds: float
    frames: int = 0
    with_face: int = 0
    faces: int = 0
    uncertain: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    confidence: float | None = None
    size: float | None = None
    light: float | None = None
    face_light: float | None = None
    dropped: int = 0
    failed: int = 0
    skipped: int = 0
    failed_answers: int = 0
    missed: int = 0
    reconnects: int = 0
    broker_reconnects: int = 0
    blind: float = 0.0
    memory: float | None = None
    free: float | None = None
    temperature: float | None = None
    throttled: str | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class End:
    """A run ends. how: one of ENDS. text: the signal's name, or what was said. code: the exit code of an error."""

    how: str
    text: str = ""
    code: int = 0


ENDS = ("done", "signal", "error", "fault")
"""Its source or its window came to an end; it was told to end; an error of the outside world's; one of ours."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What found no room in the day's file: runs that did not last, and lines. text: how the last of the runs ended."""

    runs: int = 0
    lines: int = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: when, of which run, and one of the four.

    wall, steady, boot: as in a Moment. run: eight letters and digits that tell runs apart.
    """

    run: str
    wall: float
    steady: float
    boot: str
    start: Start | None = None
    sums: Sums | None = None
    end: End | None = None
    left: LeftOut | None = None

    @property
    def moment(self) -> Moment:
        """When it was written."""
        return Moment(self.wall, self.steady, self.boot)


def stamped(run: str, at: Moment, **what: Any) -> Line:
    """A line of a run; `what` is one of start, sums, end and left."""
    return Line(run=run, wall=round(at.wall, 1), steady=round(at.steady, 1), boot=at.boot, **what)


def to_bytes(line: Line) -> bytes:
    """The line as it is written: no secrets, and nothing that is as it always is."""
    return json.dumps(without_secrets(_plain(line)), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_bytes(content: bytes) -> Line:
    """Read what `to_bytes` wrote. Raises ValueError when it is anything else."""
    if len(content) > LINE_BYTES:
        raise ValueError(f"it has more than {LINE_BYTES} bytes")
    line: Line = build(Line, parse_json(content))
    if sum(part is not None for part in (line.start, line.sums, line.end, line.left)) != 1:
        raise ValueError("it is none of start, sums, end and left out")
    if line.end and line.end.how not in ENDS:
        raise ValueError(f"nothing ends as {line.end.how:.20}")
    if not all(0 <= number <= LARGEST for number in _numbers(line)):
        raise ValueError("a number is out of range")
    return line


def _plain(record: Any) -> dict[str, Any]:
    """A record's fields that are not as by default."""
    kept = {}
    for one in fields(record):
        value = getattr(record, one.name)
        default = one.default if one.default_factory is MISSING else one.default_factory()
        if value != default:
            kept[one.name] = _plain(value) if is_dataclass(value) else value
    return kept


def _numbers(record: Any) -> list[float]:
    """Every number of a record; temperatures and flags may be below zero nowhere else."""
    found: list[float] = []
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name == "temperature":
            continue
        for part in value.values() if isinstance(value, dict) else [value]:
            if is_dataclass(part):
                found += _numbers(part)
            elif isinstance(part, (int, float)):
                found.append(part)
    return found
