"""What a study can be asked for; apart so that a command line can show it at once."""

import math
from dataclasses import dataclass

from fer_edge.errors import UsageError
from fer_edge.system.settings import Checked, setting

STUDY = "The study"

STORAGE = "FER_EDGE_STORAGE"
"""The environment variable with the storage's address, which need not stand on a command line."""

LATENCY = "latency:"


def parse_objective(text: str) -> str:
    """Refuse what is no objective. Raises UsageError."""
    limit_ms(text)
    if text not in ("accuracy", "shifted") and not text.startswith(LATENCY):
        raise UsageError(
            f"--objective: there is no {text}; expected accuracy, shifted or latency:MS, as in latency:2.5"
        )
    return text


def limit_ms(objective: str) -> float | None:
    """The milliseconds of latency:MS; None of another objective. Raises UsageError when they are no number above 0."""
    if not objective.startswith(LATENCY):
        return None
    try:
        limit = float(objective.removeprefix(LATENCY))
    except ValueError:
        limit = math.nan
    if not (math.isfinite(limit) and limit > 0):
        raise UsageError(f"--objective {objective}: expected milliseconds above 0, as in latency:2.5")
    return limit


@dataclass(frozen=True, kw_only=True)
class TuneSettings(Checked):
    """A study: how many trials, for how long, what the best one is the best at, and where all of that is kept."""

    study: str | None = setting(
        None, "Its name: all of it lies in models/tune-NAME/; the architecture if not given.", group=STUDY
    )
    trials: int = setting(
        20, "Of the whole study, of all processes, that ended or were pruned.", minimum=1, unit="trials", group=STUDY
    )
    minutes: float | None = setting(
        None, "After so long this process begins no more trial.", minimum=0, unit="minutes", group=STUDY
    )
    objective: str = setting(
        "accuracy",
        "On validation: accuracy; shifted: the mean under shifts; latency:MS: of int8 files this quick here.",
        parse=parse_objective,
        group=STUDY,
    )
    shift_faces: int = setting(
        600, "Validation faces, drawn by chance, for `shifted`.", minimum=1, unit="faces", group=STUDY
    )
    prune: bool = setting(
        True, "Give up a trial that reads less after an epoch than half of the others did.", group=STUDY
    )
    storage: str | None = setting(
        None,
        "SQLite file or address (postgresql://…) that processes share; models/tune-NAME/study.db if not given.",
        environment=STORAGE,
        group=STUDY,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        parse_objective(self.objective)
        if self.study is not None and (not self.study or "/" in self.study or self.study.startswith(".")):
            raise UsageError(f"--study {self.study!r}: expected a name that can be part of a folder's")
