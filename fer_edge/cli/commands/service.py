"""The doorway `fer-edge service`."""

import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.config import read_run
from fer_edge.cli.console import note, say

service = typer.Typer(no_args_is_help=True, help="Keep `run` running under systemd, with a watchdog the loop feeds.")

Own = Annotated[bool, typer.Option("--user", help="In your own systemd, without administrator's rights.")]
UnitDir = Annotated[Path | None, typer.Option(help="Where the unit lies, if not in systemd's usual place.")]


@service.command()
def install(
    ctx: typer.Context,
    config: Annotated[Path, typer.Option(help="run's options as TOML.")],
    user: Own = False,
    run_as: Annotated[str, typer.Option(help="The user it runs as; you, also behind sudo.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the unit.")] = False,
    unit_dir: UnitDir = None,
) -> None:
    """Write a hardened unit for `fer-edge run --headless --config FILE`, and start it now and with the machine.

    It may write below the present folder and nowhere else. A broker's password belongs into
    /etc/fer-edge/environment (with --user: ~/.config/fer-edge/environment) as FER_EDGE_MQTT_PASSWORD=…
    """
    from fer_edge.deploy import service as units

    settings = units.ServiceSettings(config=config, user=run_as or _person(), own=user, folder=Path.cwd())
    _check(ctx, config)
    if dry_run:
        print(units.unit_text(settings), end="")
        return
    path = units.install(settings, unit_dir or units.unit_folder(user))
    note(f"{path} is written and started; `fer-edge service status` tells how it is")


@service.command()
def status(user: Own = False) -> None:
    """Tell how the service is, with its last lines."""
    from fer_edge.deploy import service as units

    for line in units.systemctl(user, "status", "--no-pager", "--lines=10", units.UNIT).splitlines() or [
        "not installed"
    ]:
        say(line)


@service.command()
def remove(user: Own = False, unit_dir: UnitDir = None) -> None:
    """Stop the service and forget it."""
    from fer_edge.deploy import service as units

    there = units.remove(user, unit_dir or units.unit_folder(user))
    note("stopped and removed" if there else "no such service is installed")


def _person() -> str:
    """Who asked: behind sudo, which a system's unit needs, that is the person and not root."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # Its number has no name, as in a container.
        return str(os.getuid())


def _check(ctx: typer.Context, config: Path) -> None:
    """Raises what run's readers raise, and MissingError when there is no such model."""
    from fer_edge.artifact.store import find_model_file

    _, settings = read_run(ctx, config)
    find_model_file(settings["model"].model)
