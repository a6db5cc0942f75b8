"""What became of each board, and of all of them."""

from dataclasses import asdict, dataclass, field
from typing import Any

from fer_edge.errors import FerEdgeError, GateError, MissingError

GRAVITY = (0, 2, 1, 3, 4)
"""Exit codes, the gravest last."""

ERRORS: dict[int, type[FerEdgeError]] = {3: MissingError, 4: GateError}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One board's. state: installed, configured, already there, seen, rolled back, removed, failed, not tried.

    exit_code: 0 when it is well. id, version: of the bundle that is there now, "" for none; before: the id that was.
    resumed, sent: bytes of the copy that were there already and that went over the line. told: what the board's loop
    said. reason: of a failure. facts: the board.
    """

    host: str
    state: str
    exit_code: int = 0
    id: str = ""
    version: str = ""
    before: str = ""
    resumed: int = 0
    sent: int = 0
    seconds: float = 0.0
    told: str = ""
    reason: str = ""
    bench: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def gravest(outcomes: list[Outcome]) -> int:
    """The exit code for all of them: 4, 3, 1, 2 and 0 in this order."""
    codes = {outcome.exit_code if outcome.exit_code in GRAVITY else 1 for outcome in outcomes}
    return max(codes, key=GRAVITY.index, default=0)


def raise_failure(outcomes: list[Outcome]) -> None:
    """Raises the error of the gravest failure, if there is one, in one line."""
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    if not failed:
        return
    kind = ERRORS.get(gravest(outcomes), FerEdgeError)
    if len(outcomes) == 1:
        raise kind(failed[0].reason)
    raise kind(f"{len(failed)} of {len(outcomes)} boards failed, see the table; the same command catches up with them")
