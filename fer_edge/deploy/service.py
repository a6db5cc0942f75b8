"""`run` as a systemd service: a hardened unit whose watchdog the loop itself feeds."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.store import make_folder

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
TimeoutStopSec=5
WorkingDirectory={folder}
# FER_EDGE_MQTT_PASSWORD and the like: not on a command line, where every user sees it.
EnvironmentFile=-{environment}
MemoryMax=400M
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folder}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
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
"""
"""What a user's own systemd cannot give: the devices of cameras and no others."""


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


def unit_text(asked: ServiceSettings) -> str:
    """The unit. Raises UsageError for a path that systemd would read as several words."""
    program = Path(sys.executable).parent / "fer-edge"
    paths = (program, asked.config.resolve(), asked.folder.resolve())
    odd = next((path for path in paths if set(" \"'%\\\n") & set(str(path))), None)
    if odd:
        raise UsageError(f"{odd} has a character that a unit cannot hold: expected a path without blanks and quotes")
    home = Path.home() / ".config/fer-edge" if asked.own else Path("/etc/fer-edge")
    return TEMPLATE.format(
        command=f"{paths[0]} run --headless --config {paths[1]}",
        folder=paths[2],
        environment=home / "environment",
        system="" if asked.own else SYSTEM.format(user=asked.user),
        target="default.target" if asked.own else "multi-user.target",
    )


def install(asked: ServiceSettings, folder: Path) -> Path:
    """Write the unit into `folder`, and have systemd start it now and with the machine.

    Raises MissingError when the configuration is not there, FerEdgeError when systemd refuses.
    """
    if not asked.config.is_file():
        raise MissingError(f"no configuration at {asked.config}: write run's options into it, one `key = value` a line")
    path = make_folder(folder) / UNIT
    path.write_text(unit_text(asked), encoding="utf-8")
    for words in (("daemon-reload",), ("enable", UNIT), ("restart", UNIT)):
        systemctl(asked.own, *words)
    return path


def remove(own: bool, folder: Path) -> bool:
    """Stop and forget the service; whether there was one."""
    path = folder / UNIT
    if not path.is_file():
        return False
    systemctl(own, "disable", "--now", UNIT)
    path.unlink()
    systemctl(own, "daemon-reload")
    return True


def systemctl(own: bool, *words: str) -> str:
    """Ask systemd. Raises MissingError where there is none, FerEdgeError with its first line when it refuses."""
    program = shutil.which("systemctl")
    if program is None:
        raise MissingError("this machine has no systemd (no systemctl): start `fer-edge run --config` another way")
    command = [program, *(["--user"] if own else []), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode and words[0] != "status":
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0]
        raise FerEdgeError(f"systemctl {' '.join(words)}: {reason}; for a service of your own try --user")
    return done.stdout
