"""The doorway `fer-edge deploy`."""

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.config import ConfigFile, read_run
from fer_edge.cli.console import note
from fer_edge.cli.fleet import FleetProgress, show_outcomes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, write_json
from fer_edge.deploy.fleet.settings import DeploySettings
from fer_edge.errors import MissingError, UsageError

if TYPE_CHECKING:
    from fer_edge.deploy.fleet.hosts import Host
    from fer_edge.deploy.fleet.results import Outcome

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
    check_folder(settings.out)
    for path in dict.fromkeys(path for path in (settings.run_config, *(host.config for host in hosts)) if path):
        read_run(ctx, path)
    outcomes = _carry_out(order, settings, hosts)
    if json != "-":
        show_outcomes(outcomes)
    if json:
        write_json([outcome.as_record() for outcome in outcomes], json)
    from fer_edge.deploy.fleet.results import raise_failure

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


def _carry_out(order: str, settings: DeploySettings, hosts: "list[Host]") -> "list[Outcome]":
    from fer_edge.deploy.fleet import steps
    from fer_edge.deploy.fleet.making import Archives
    from fer_edge.deploy.fleet.rollout import on_all, roll_out
    from fer_edge.deploy.fleet.ssh import open_ssh

    progress = FleetProgress()
    batch = len(hosts) > 1 or not sys.stdin.isatty()
    archives = Archives(None if order else settings.bundle, functools.partial(_make_bundle, settings))
    try:
        with open_ssh(batch=batch, config=settings.ssh_config) as ssh:
            plan = steps.Plan(ssh=ssh, settings=settings, listener=progress, archive_for=archives.archive_for)
            if not order:
                return roll_out(hosts, functools.partial(steps.deploy, plan), settings.at_once, ssh.close)
            work = {"status": steps.status, "rollback": steps.roll_back, "remove": steps.remove}[order]
            return on_all(hosts, functools.partial(work, plan), settings.at_once, ssh.close)
    finally:
        progress.stop()


def _make_bundle(settings: DeploySettings, target: str) -> Path:
    """A bundle for such a board, kept with what it was made of; made anew, which is quick when nothing has changed."""
    import tempfile

    from fer_edge.deploy.bundle.contents import RunConfig
    from fer_edge.deploy.bundle.make import Places, collect, write_bundle
    from fer_edge.deploy.bundle.settings import BundleSettings
    from fer_edge.deploy.bundle.target import TARGETS
    from fer_edge.system.files import cache_folder, make_folder

    if target not in TARGETS:
        raise MissingError(f"there is no bundle for {target}: expected a board that is one of {', '.join(TARGETS)}")
    wanted = BundleSettings(target=TARGETS[target], model=settings.model)
    cache = make_folder(cache_folder() / "bundle")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".work-") as work:
        made = collect(wanted, TARGETS[target], RunConfig(), Places(cache=cache, work=Path(work)), note)
        path = cache / f"{made.name}.tar.gz"
        write_bundle(made, path, lambda here, all_: None)
    return path


def _write_role(names: list[str]) -> None:
    from fer_edge.deploy.fleet.role import write_role

    if len(names) > 1:
        raise UsageError(f"role: expected one folder, got {len(names)}")
    note(f"{write_role(Path(names[0] if names else 'roles'))}: name it in a playbook; docs/deploy.md shows one")
