"""A bundle on an arm64 system: refused when it is damaged, else installed, and looked over by its own doctor."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.emulated.boards import BOARD_OF, BOARDS, dress
from benchmarks.emulated.bundles import flip_byte, folder_bytes, unpack
from benchmarks.emulated.checks import Checks
from benchmarks.emulated.devices import Device
from benchmarks.emulated.guest import Guest, last_line
from benchmarks.emulated.roots import CHECKOUT, SUITES
from fer_edge.errors import FerEdgeError, MissingError

LONGEST = 3600
"""Seconds of one command there, on cores that others use too."""

PREFIX, DAMAGED = "/opt/fer-edge", 4
"""Where a bundle installs itself for root, and its exit code for a damaged one."""

SPOILT = ("models/edge/model.int8.onnx", "wheels/onnxruntime-*.whl", "detectors/*.onnx", "install.sh")
"""Files in which a byte is flipped; the last one spoils the program that looks for it."""


@dataclass(frozen=True, kw_only=True)
class System:
    """A root for a bundle. site: packages that a bundle has not, LiteRT. work: files for both machines."""

    suite: str
    root: Path
    site: Path
    work: Path

    @property
    def installed(self) -> Path:
        """Where the bundle is installed, as it is called here."""
        return self.work / f"opt-{self.suite}" / "fer-edge"

    @property
    def target(self) -> str:
        """For which a bundle is made."""
        return f"linux-aarch64-py{SUITES[self.suite].replace('.', '')}"

    def guest(self, cpu: str) -> Guest:
        """The root as it is on a board with this processor."""
        board = self.work / f"board-{cpu}"
        shutil.rmtree(board, ignore_errors=True)
        dress(BOARDS[BOARD_OF[cpu]], board)
        self.installed.parent.mkdir(exist_ok=True)
        folders = {
            self.installed.parent: "/opt",
            self.work: "/exchange",
            CHECKOUT / "models": "/models",
            self.site: "/site",
        }
        return Guest(root=self.root, cpu=cpu, board=board, folders=folders)

    def device(self, cpu: str, yunet: Path) -> Device:
        """What is installed there, on a board with this processor. Raises MissingError where nothing is."""
        if not (self.installed / "current").is_symlink():
            raise MissingError(f"no bundle is installed for {self.suite}: `--part install` does so")
        shutil.copyfile(yunet, self.work / yunet.name)
        packages = f"{PREFIX}/current/venv/lib/python{SUITES[self.suite]}/site-packages"
        return Device(
            name=f"{cpu} ({self.suite})",
            run=partial(self.guest(cpu).run, PYTHONPATH=f"{packages}:/site"),
            python=(f"{PREFIX}/current/venv/bin/python",),
            models="/models",
            yunet=f"/exchange/{yunet.name}",
            work=self.work,
            there="/exchange",
        )


def install(system: System, bundle: Path, checks: Checks, note: Callable[[str], None]) -> dict[str, Any]:
    """Install a bundle with the network cut, after damaged ones were refused; what it is and holds, sizes in bytes."""
    name, guest = system.suite, system.guest("cortex-a53")
    shutil.rmtree(system.installed.parent)
    system.installed.parent.mkdir()
    unpacked = unpack(bundle, system.work / f"unpacked-{name}")
    guest = replace(guest, folders={**guest.folders, unpacked: "/bundle"})
    for pattern in SPOILT[: None if name == next(iter(SUITES)) else 1]:
        _refuse(guest, next(unpacked.glob(pattern)), system, checks)
    note(f"{bundle.name} is installed …")
    began = time.monotonic()
    done = guest.run("/bundle/install.sh", timeout=LONGEST)
    seconds = time.monotonic() - began
    if not checks.check(f"{name}: the bundle installs without a network", done.returncode == 0, last_line(done)):
        raise FerEdgeError(f"{bundle.name} did not install: {done.stdout} {done.stderr}")
    checks.say(f"that took {seconds:.0f} s of emulation")
    wheels = json.loads((unpacked / "manifest.json").read_text())["wheels"]
    return {
        "bundle": bundle.name,
        "bundle_bytes": bundle.stat().st_size,
        "installed_bytes": folder_bytes(system.installed),
        "versions": {wheel["name"]: wheel["version"] for wheel in wheels},
    }


def _refuse(guest: Guest, path: Path, system: System, checks: Checks) -> None:
    """A bundle with a flipped byte has to be refused before anything is there."""
    flip_byte(path)
    try:
        done = guest.run("/bundle/install.sh", timeout=LONGEST)
    finally:
        flip_byte(path)
    untouched = not any(system.installed.parent.iterdir())
    what = f"{system.suite}: a flipped byte in {path.name.partition('-')[0]} is refused, nothing installed"
    refused = done.returncode == DAMAGED or (path.name == "install.sh" and done.returncode != 0)
    checks.check(what, refused and untouched, last_line(done))


def look_over(system: System, checks: Checks) -> None:
    """The doctor of what is installed has to find all that run needs, and a face."""
    words = ("doctor", "--loop", "2", "--json", "/exchange/doctor.json")
    done = system.guest("cortex-a53").run(f"{PREFIX}/bin/fer-edge", *words)
    rows = json.loads((system.work / "doctor.json").read_text()) if done.returncode in (0, 4) else []
    found = next((row["found"] for row in rows if row["name"] == "loop"), last_line(done))
    checks.check(f"{system.suite}: doctor --loop", done.returncode == 0, found)
