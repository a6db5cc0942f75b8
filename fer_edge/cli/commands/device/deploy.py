"""The doorway `fer-edge deploy`."""

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.config import ConfigFile, read_run
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, write_json
from fer_edge.deploy.fleet.settings import DeploySettings
from fer_edge.errors import FerEdgeError, UsageError

if TYPE_CHECKING:
    from fer_edge.cli.tables.fleet import FleetProgress
    from fer_edge.deploy.fleet.hosts import Host
    from fer_edge.deploy.fleet.results import Outcome
    from fer_edge.deploy.fleet.rollout import Work

ORDERS = ("status", "rollback", "remove", "role")


def complete_word(incomplete: str) -> list[str]:
    """The orders."""
    return [order for order in ORDERS if order.startswith(incomplete)]


@with_settings
def deploy(
    ctx: typer.Context,
    settings: DeploySettings,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[status|rollback|remove|role] HOST…",
            help="user@host, user@host:port or a name of ~/.ssh/config; with --inventory its hosts and groups.",
            autocompletion=complete_word,
        ),
    ] = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Bring a bundle onto one board or many over ssh, install it and have the loop prove itself.

    What is not well goes back to what was there before. Of many, one comes first and the others follow only when it
    is well; the same command again catches up with those that were lost, and leaves alone those that are well.

    `status` only looks, `rollback` goes back to the version before, `remove` takes everything away; `role DIR` writes
    an Ansible role that does the same.

    Exit codes of many boards: 0 all are well; 4 on some the loop or a probe refused; else 3 some do not fit; else 1.
    """
    order, names = (words[0], words[1:]) if words and words[0] in ORDERS else ("", words or [])
    if order == "role":
        _write_role(names)
        return
    hosts = _hosts(settings, names)
    check_apart(ctx)
    if settings.bench:
        check_folder(settings.out)
    options = {} if order else _read_configs(ctx, settings, hosts)
    from fer_edge.cli.tables.fleet import show_outcomes
    from fer_edge.deploy.fleet.results import raise_failure

    outcomes = _carry_out(order, settings, hosts, options)
    if json != "-":
        show_outcomes(outcomes)
    if json:
        write_json([outcome.as_record() for outcome in outcomes], json)
    raise_failure(outcomes)


def _hosts(settings: DeploySettings, names: list[str]) -> "list[Host]":
    """Raises UsageError where none is meant, or the same one twice."""
    from fer_edge.deploy.fleet.hosts import parse_host
    from fer_edge.deploy.fleet.inventory import read_inventory

    if settings.inventory is not None:
        return read_inventory(settings.inventory).choose(names, settings.inventory)
    if not names:
        raise UsageError("no board is named: fer-edge deploy user@host, or --inventory FILE")
    return [parse_host(name) for name in dict.fromkeys(names)]


def _read_configs(ctx: typer.Context, settings: DeploySettings, hosts: "list[Host]") -> dict[str, Any]:
    """The options of run in the configuration for all boards. Raises what run's readers raise, of those for one too."""
    for path in dict.fromkeys(host.config for host in hosts if host.config):
        read_run(ctx, path)
    return read_run(ctx, settings.run_config)[1] if settings.run_config else {}


def _carry_out(order: str, settings: DeploySettings, hosts: "list[Host]", options: dict[str, Any]) -> "list[Outcome]":
    from fer_edge.cli.tables.fleet import FleetProgress
    from fer_edge.deploy.fleet import steps
    from fer_edge.deploy.fleet.making import Archives, make_bundle
    from fer_edge.deploy.fleet.rollout import on_all, roll_out
    from fer_edge.deploy.fleet.ssh import open_ssh

    progress = FleetProgress()
    batch = len(hosts) > 1 or not sys.stdin.isatty()
    model = settings.model or (options["model"].model if options else None)
    archives = Archives(None if order else settings.bundle, lambda target: make_bundle(target, model, note))
    try:
        with open_ssh(batch=batch, config=settings.ssh_config) as ssh:
            plan = steps.Plan(ssh=ssh, settings=settings, listener=progress, archive_for=archives.archive_for)
            works = {"status": steps.status, "rollback": steps.roll_back, "remove": steps.remove}
            work = functools.partial(_shown, progress, functools.partial(works.get(order, steps.deploy), plan))
            return (on_all if order else roll_out)(hosts, work, settings.at_once, ssh.close)
    finally:
        progress.stop()


def _shown(progress: "FleetProgress", work: "Work", host: "Host") -> "Outcome":
    """Do the work on a board, and show at once what became of it."""
    try:
        outcome = work(host)
    except FerEdgeError:
        progress.step(host.name, "failed")
        raise
    progress.step(host.name, outcome.state)
    return outcome


def _write_role(names: list[str]) -> None:
    from fer_edge.deploy.fleet.role import write_role

    if len(names) > 1:
        raise UsageError(f"role: expected one folder, got {len(names)}")
    note(f"{write_role(Path(names[0] if names else 'roles'))}: name it in a playbook; docs/deploy.md shows one")
