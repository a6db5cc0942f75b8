"""From a board as it is to one on which the loop runs, step by step; each may fail, and says what is there then."""

import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from fer_edge.deploy.fleet.archive import Archive
from fer_edge.deploy.fleet.hosts import Host
from fer_edge.deploy.fleet.look import BoardReport, check_fits, check_usable, digest, look, script
from fer_edge.deploy.fleet.results import ERRORS, Outcome
from fer_edge.deploy.fleet.settings import DeploySettings
from fer_edge.deploy.fleet.ssh import Connection, Ssh
from fer_edge.deploy.fleet.transfer import Sent, bring, send_config
from fer_edge.errors import FerEdgeError, GateError
from fer_edge.system.files import atomic_write
from fer_edge.system.untrusted import parse_json

LOOP = 10
"""Seconds that the loop has to run well."""

CONNECTING = "connecting"
"""The step in which ssh may ask something at the terminal."""

WAIT = 'while [ -d "/proc/$(cat "$1/pid" 2>/dev/null || echo none)" ]; do sleep 1; done'

NOTHING, NOT_BACK = 7, 5
"""order.sh: nothing is installed. prove.sh: neither well nor to be taken back."""


class Listener(Protocol):
    """Who is told how a board comes along, from whatever thread."""

    def step(self, host: str, text: str) -> None:
        """Told what begins now."""

    def copied(self, host: str, here: int, all_: int) -> None:
        """Told how many bytes of the bundle are there."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The same for every board. archive_for: the bundle that a board gets, made if need be."""

    ssh: Ssh
    settings: DeploySettings
    listener: Listener
    archive_for: Callable[[BoardReport], Archive]


def deploy(plan: Plan, host: Host) -> Outcome:
    """Bring a board to where the bundle is installed and the loop runs; one that is there already is left alone.

    Raises Unreached, Lost, MissingError when it does not fit, GateError when its loop is not well, FerEdgeError.
    """
    began = time.monotonic()
    plan.listener.step(host.name, CONNECTING)
    with plan.ssh.connect(host) as connection:
        board = look(connection, host.prefix or plan.settings.prefix, sudo=plan.settings.sudo)
        if board.busy:
            plan.listener.step(host.name, "waiting for an installation that is still under way there")
            connection.run(WAIT, board.stage, limit=plan.ssh.limits.install)
            board = look(connection, board.prefix, sudo=plan.settings.sudo)
        check_usable(board, host.name)
        archive = plan.archive_for(board)
        config = host.config or plan.settings.run_config
        new_config = config if config is not None and digest(config) != board.config else None
        outcome = _bring_up(_Visit(plan, connection, board, archive, new_config))
        if plan.settings.bench:
            outcome = replace(outcome, bench=str(_bench(plan, connection, board)))
        return replace(outcome, seconds=round(time.monotonic() - began, 1), facts=asdict(board))


def status(plan: Plan, host: Host) -> Outcome:
    """Only look. Raises Unreached, Lost."""
    plan.listener.step(host.name, CONNECTING)
    with plan.ssh.connect(host) as connection:
        board = look(connection, host.prefix or plan.settings.prefix, sudo=plan.settings.sudo)
    return replace(_outcome(host, board, "seen", board.current), version=board.version, facts=asdict(board))


def roll_back(plan: Plan, host: Host) -> Outcome:
    """Have the version before run again. Raises Unreached, Lost, FerEdgeError when there is none."""
    return _order(plan, host, "--rollback", "rolled back")


def remove(plan: Plan, host: Host) -> Outcome:
    """Take everything away that was installed and copied. Raises Unreached, Lost, FerEdgeError."""
    return _order(plan, host, "--uninstall", "removed")


@dataclass(frozen=True)
class _Visit:
    """One board that is being worked on. config: the one to put there, None to leave that alone."""

    plan: Plan
    connection: Connection
    board: BoardReport
    archive: Archive
    config: Path | None

    @property
    def flag(self) -> str:
        return "" if self.config is None else "config"

    def run(self, name: str, *words: str, limit: float) -> tuple[int, str, str]:
        done = self.connection.run(
            script(name), self.board.prefix, self.board.stage, *words, limit=limit, sudo=self.plan.settings.sudo
        )
        return done.code, done.out, done.said


def _bring_up(visit: _Visit) -> Outcome:
    """Do what the board lacks, from everything to nothing."""
    board, host = visit.board, visit.connection.host
    lacks_service = visit.plan.settings.service and board.service != "active"
    if board.current != visit.archive.manifest.id or lacks_service:
        check_fits(board, visit.archive, host.name)
        return _install(visit)
    if not board.well:
        return _prove(visit, "installed", Sent(resumed=0, sent=0))
    if visit.config is not None:
        return _configure(visit, visit.config)
    return _outcome(host, board, "already there", board.current)


def _install(visit: _Visit) -> Outcome:
    """Copy and install; the switch, and what is kept when it fails, is install.sh's."""
    plan, name, limits = visit.plan, visit.connection.host.name, visit.plan.ssh.limits
    plan.listener.step(name, "copying")
    sent = bring(
        visit.connection, visit.archive, visit.board, lambda here, all_: plan.listener.copied(name, here, all_)
    )
    if visit.config is not None:
        send_config(visit.connection, visit.config)
    plan.listener.step(name, "installing")
    # Without a word install.sh restarts a service that is there, and makes none.
    service = ["--service"] if plan.settings.service else []
    code, _, said = visit.run("install", visit.archive.folder, visit.flag, *service, limit=limits.install)
    if code:
        still = f"; {visit.board.current} still runs" if visit.board.current else "; nothing is installed"
        raise ERRORS.get(code, FerEdgeError)(f"{name}: not installed: {said or f'exit code {code}'}{still}")
    return _prove(visit, "installed", sent)


def _prove(visit: _Visit, state: str, sent: Sent) -> Outcome:
    """Have the loop run; a board on which it does not goes back to what was there."""
    name, wanted = visit.connection.host.name, visit.archive.manifest
    visit.plan.listener.step(name, f"running its loop for {LOOP} s")
    limit = visit.plan.ssh.limits.prove
    code, out, said = visit.run("prove", wanted.id, str(LOOP), visit.flag, limit=limit)
    if code == NOT_BACK:
        raise GateError(f"{name}: its loop is not well ({said}), and install.sh could not take it back: look there")
    if code:
        before = visit.board.previous if visit.board.current == wanted.id else visit.board.current
        now = f"{before} runs again" if before else "taken away again"
        raise GateError(f"{name}: its loop is not well ({said or f'exit code {code}'}): {now}")
    made = _outcome(visit.connection.host, visit.board, state, wanted.id)
    return replace(made, version=wanted.fer_edge, resumed=sent.resumed, sent=sent.sent, told=_figures(out))


def _figures(out: str) -> str:
    """What `doctor --json -` says of the loop."""
    try:
        findings = parse_json(out)
        return next((str(one["found"]) for one in findings if one["name"] == "loop"), "")
    except (ValueError, TypeError, KeyError):
        return ""


def _configure(visit: _Visit, config: Path) -> Outcome:
    """The bundle is there and well: only the configuration is another."""
    name = visit.connection.host.name
    visit.plan.listener.step(name, "putting its configuration in place")
    send_config(visit.connection, config)
    code, out, said = visit.run("configure", str(LOOP), limit=visit.plan.ssh.limits.prove)
    if code:
        reason = said or f"exit code {code}"
        raise ERRORS.get(code, FerEdgeError)(f"{name}: its configuration is not well: {reason}; the one before is back")
    return replace(_outcome(visit.connection.host, visit.board, "configured", visit.board.current), told=_figures(out))


def _order(plan: Plan, host: Host, order: str, state: str) -> Outcome:
    plan.listener.step(host.name, CONNECTING)
    with plan.ssh.connect(host) as connection:
        board = look(connection, host.prefix or plan.settings.prefix, sudo=plan.settings.sudo)
        done = connection.run(
            script("order"), board.prefix, board.stage, order, limit=plan.ssh.limits.install, sudo=plan.settings.sudo
        )
        if done.code == NOTHING and order == "--uninstall":
            return _outcome(host, board, "removed", "")
        if done.code:
            raise ERRORS.get(done.code, FerEdgeError)(f"{host.name}: {done.said or f'exit code {done.code}'}")
        after = look(connection, board.prefix, sudo=plan.settings.sudo)
    return replace(_outcome(host, board, state, after.current), version=after.version, facts=asdict(after))


def _bench(plan: Plan, connection: Connection, board: BoardReport) -> Path:
    """Measure there, and write what comes home. Raises FerEdgeError when it is no JSON."""
    name = connection.host.name
    plan.listener.step(name, "measuring")
    done = connection.run('exec "$1/bin/fer-edge" bench --json - </dev/null', board.prefix, limit=plan.ssh.limits.bench)
    if done.code or not done.out.lstrip().startswith("{"):
        raise FerEdgeError(f"{name}: installed and well, but bench failed there: {done.said or 'it gave no JSON'}")
    plan.settings.out.mkdir(parents=True, exist_ok=True)
    path = plan.settings.out / f"{re.sub(r'[^A-Za-z0-9._@-]', '_', name).lstrip('.')}.json"
    with atomic_write(path) as part:
        part.write_text(done.out, encoding="utf-8")
    return path


def _outcome(host: Host, board: BoardReport, state: str, now: str) -> Outcome:
    return Outcome(host=host.name, state=state, id=now, version=board.version if now else "", before=board.current)
