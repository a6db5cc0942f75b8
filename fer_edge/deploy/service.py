"""`run` as a systemd service: a hardened unit whose watchdog the loop itself feeds."""

import os
import shutil
import subprocess
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.files import atomic_write, make_folder
from fer_edge.system.installation import installation

UNIT = "fer-edge.service"

TEMPLATE = """\
[Unit]
Description=fer-edge: what faces express
Documentation=https://pypi.org/project/fer-edge/
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
WatchdogSec=30
Restart=on-failure
RestartSec=5
# Wrong options stay wrong.
RestartPreventExitStatus=2
TimeoutStopSec=20
WorkingDirectory={folder}
# FER_EDGE_MQTT_PASSWORD, FER_EDGE_TOKEN and the like: not on a command line, where every user sees it.
EnvironmentFile=-{environment}
MemoryMax=400M
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folder}
# The journal that `fer-edge explain` reads.
StateDirectory=fer-edge
StateDirectoryMode=0700
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
{system}
[Install]
WantedBy={target}
"""

SYSTEM = """\
User={user}
SupplementaryGroups=video
DevicePolicy=closed
DeviceAllow=char-video4linux rw
DeviceAllow=char-media rw
DeviceAllow=char-dma_heap rw
CapabilityBoundingSet=
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
"""
"""What a user's own systemd cannot give: the devices of cameras and no others."""


PATIENCE = 120
"""Seconds for one order; a start waits for the loop's first turn, up to systemd's own 90."""

NOT_HERE = ("not been booted with systemd", "Failed to connect to bus", "does not exist", "could not be found")
"""What systemctl says, in English, where no systemd runs or it does not know the unit."""

LEAST_DEPTH = 3
"""Parts of a path: /home/pi is let through, / and /etc are not."""


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """config: run's TOML file. user: who it runs as. own: in the user's own systemd rather than the system's.

    folder: where relative paths of the file lead, and the only place that is written to.
    """

    config: Path
    user: str
    folder: Path
    own: bool = False


def unit_folder(own: bool) -> Path:
    """Where systemd looks for units."""
    return Path.home() / ".config/systemd/user" if own else Path("/etc/systemd/system")


def unit_text(settings: ServiceSettings) -> str:
    """The unit.

    Raises UsageError for a path or user that systemd would read as several words, or a folder as wide as the machine,
    MissingError when this interpreter has no fer-edge.
    """
    program = _program()
    if not program.is_file():
        raise MissingError(f"no program {program} for a service to start: pip install fer-edge into this environment")
    if len(settings.folder.resolve().parts) < LEAST_DEPTH:
        raise UsageError(f"the service may write below {settings.folder}, which is too much: cd to a folder of its own")
    paths = (program, settings.config.resolve(), settings.folder.resolve())
    texts = (*map(str, paths), settings.user)
    odd = next((text for text in texts if set(" \"'%\\$;") & set(text) or not text.isprintable()), None)
    if odd:
        raise UsageError(f"{odd} has a character that a unit cannot hold: expected no blanks, quotes, $, % or ;")
    home = Path.home() / ".config/fer-edge" if settings.own else Path("/etc/fer-edge")
    return TEMPLATE.format(
        command=f"{paths[0]} run --headless --config {paths[1]}",
        folder=paths[2],
        environment=home / "environment",
        system="" if settings.own else SYSTEM.format(user=settings.user),
        target="default.target" if settings.own else "multi-user.target",
    )


def _program() -> Path:
    """What a unit starts: of a bundle's installation the wrapper, whose path outlives an upgrade."""
    here = installation()
    return here.program if here else Path(sysconfig.get_path("scripts")) / "fer-edge"


def install(settings: ServiceSettings, folder: Path) -> Path:
    """Write the unit into `folder`, and have systemd start it now and with the machine.

    Raises MissingError when the configuration is not there, FerEdgeError when systemd refuses.
    """
    if not settings.config.is_file():
        raise MissingError(
            f"no configuration at {settings.config}: write run's options into it, one `key = value` a line"
        )
    path, text = folder / UNIT, unit_text(settings)
    try:
        with atomic_write(make_folder(folder) / UNIT) as part:
            part.write_text(text, encoding="utf-8")
    except UsageError as error:
        raise FerEdgeError(f"cannot write {path}: use sudo {_program()} service install …, or --user") from error
    try:
        for words in (("daemon-reload",), ("enable", UNIT), ("restart", UNIT)):
            systemctl(settings.own, *words)
    except MissingError as error:
        raise MissingError(f"{path} is written, but not started: {error}") from error
    return path


def remove(own: bool, folder: Path) -> bool:
    """Stop and forget the service; whether there was one."""
    path = folder / UNIT
    if not path.is_file():
        return False
    # Where no systemd runs, or it does not know the unit, there is only a file to take away.
    with suppress(MissingError):
        systemctl(own, "disable", "--now", UNIT)
    try:
        path.unlink()
    except OSError as error:
        raise FerEdgeError(f"cannot delete {path}: {error.strerror}; use sudo") from error
    with suppress(MissingError):
        systemctl(own, "daemon-reload")
    return True


def systemctl(own: bool, *words: str) -> str:
    """Ask systemd. Raises MissingError where there is none, FerEdgeError with its first line when it refuses."""
    program = shutil.which("systemctl")
    if program is None:
        raise MissingError("this machine has no systemd (no systemctl): start `fer-edge run --config` another way")
    command = [program, *(["--user"] if own else []), *words]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise FerEdgeError(
            f"systemctl {' '.join(words)}: no answer in {PATIENCE} s; see journalctl -eu {UNIT}"
        ) from error
    reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0]
    if any(sign in reason for sign in NOT_HERE):
        raise MissingError(reason)
    if done.returncode and words[0] != "status":
        raise FerEdgeError(f"systemctl {' '.join(words)}: {reason}; for a service of your own try --user")
    return done.stdout
