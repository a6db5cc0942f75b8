"""Lines of journals as tests make them."""

from fer_edge.runtime.journal.records import End, Line, Start, Sums, stamped
from fer_edge.system.clocks import Moment

NOW = Moment(1_800_000_000.0, 1_000_000.0, "boot-b")
"""In January 2027, eleven days after the machine started."""


def at(ago: float, boot: str = NOW.boot) -> Moment:
    """So many seconds before NOW, by right clocks."""
    return Moment(NOW.wall - ago, NOW.steady - ago, boot)


def start(run: str, when: Moment, **more) -> Line:
    known = {"version": "0.1.0", "pid": 7, "source": "camera 0", "model": "edge", "sha256": "a" * 64, "side": 48}
    return stamped(run, when, start=Start(**known | {"uncertain_below": 0.4, "coverage": 0.9} | more))


def sums(run: str, when: Moment, **more) -> Line:
    return stamped(run, when, sums=Sums(**{"seconds": 600.0, "frames": 6000, "memory": 130.0, "light": 120.0} | more))


def end(run: str, when: Moment, how: str = "done", text: str = "", code: int = 0) -> Line:
    return stamped(run, when, end=End(how=how, text=text, code=code))
