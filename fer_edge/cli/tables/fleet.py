"""How a deployment looks while it goes on, and the table at its end."""

import sys
import threading
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from fer_edge.cli.console import cell, note, notes, results, say
from fer_edge.system.messages import one_line

if TYPE_CHECKING:
    from fer_edge.deploy.fleet.results import Outcome

STRIDE = 25
"""Percent of a copy after which a line is said where there is no terminal."""


class FleetProgress:
    """A bar for each board on a terminal; plain lines elsewhere. It shows nothing while ssh may be asking."""

    def __init__(self) -> None:
        self.lines = not sys.stderr.isatty()
        self.bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            console=notes,
            disable=self.lines,
            transient=True,
        )
        self._tasks: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._lock = threading.Lock()

    def step(self, host: str, text: str) -> None:
        """Show what a board is at."""
        from fer_edge.deploy.fleet.steps import CONNECTING

        if self.lines:
            note(f"{host}: {text}")
        elif text != CONNECTING:
            self._show(f"{host}: {text}", host, None, None)

    def copied(self, host: str, here: int, all_: int) -> None:
        """Move the board's bar."""
        share = 100 * here // max(all_, 1)
        if not self.lines:
            self._show(f"{host}: copying {here / 1e6:.0f} of {all_ / 1e6:.0f} MB", host, here, all_)
        elif share // STRIDE > self._told.get(host, 0) // STRIDE:
            self._told[host] = share
            note(f"{host}: {share} % of {all_ / 1e6:.0f} MB are there")

    def stop(self) -> None:
        """Give the terminal back."""
        self.bar.stop()

    def _show(self, text: str, host: str, here: int | None, all_: int | None) -> None:
        with self._lock:
            self.bar.start()
            if host not in self._tasks:
                self._tasks[host] = self.bar.add_task("", total=None)
            self.bar.update(self._tasks[host], description=one_line(text), total=all_, completed=here or 0)  # type: ignore[arg-type]


def show_outcomes(outcomes: "list[Outcome]") -> None:
    """One line for one board that is well, a table for several."""
    if len(outcomes) == 1:
        if not outcomes[0].exit_code:
            say(_line(outcomes[0]))
        return
    table = Table(box=None)
    table.add_column("board", overflow="fold", min_width=len("board"))
    for name in ("", "there now", "before"):
        table.add_column(name, no_wrap=True)
    table.add_column("", overflow="fold")
    for one in outcomes:
        now = f"{one.version} {one.id}".strip()
        before = one.before if one.before != one.id else ""
        told = _board(one) if one.state == "seen" else one.told.partition(" (")[0]
        table.add_row(*map(cell, (one.host, one.state, now, before, told)))
    results.print(table)
    for one in outcomes:
        if one.reason:
            say(one.reason if one.reason.startswith(one.host) else f"{one.host}: {one.reason}")


def _line(one: "Outcome") -> str:
    parts = [f"{one.host}: {one.state}"]
    if one.id:
        parts.append(f"fer-edge {one.version} ({one.id}) is there now")
    elif one.state != "removed":
        parts.append("no fer-edge is there")
    if one.before and one.before != one.id:
        parts.append(f"before {one.before}")
    if one.sent:
        there = f", {one.resumed / 1e6:.1f} MB were there already" if one.resumed else ""
        parts.append(f"{one.sent / 1e6:.1f} MB copied{there}")
    if one.told:
        parts.append(one.told)
    if one.state == "seen":
        parts.append(_board(one))
    if one.bench:
        parts.append(f"measured: {one.bench}")
    return "; ".join(parts)


def _board(one: "Outcome") -> str:
    facts = one.facts
    named = [facts["model"] or facts["machine"], f"Python {facts['python'] or 'none'}"]
    if facts["free"] is not None:
        named.append(f"{facts['free'] / 1e6:.0f} MB free")
    if facts["service"]:
        named.append(f"service {facts['service']}")
    if one.id and not facts["well"]:
        named.append("not proved by deploy")
    return ", ".join(named)
