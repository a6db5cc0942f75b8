"""`make pi` and `make camera`: a whole emulated machine, a bundle, a true camera, and what happens to both."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.emulated.bundles import make_bundle
from benchmarks.emulated.checks import Checks
from benchmarks.emulated.doorway import CACHE, Cache, YuNet, find_yunet, start
from benchmarks.emulated.images import ARCHITECTURES, SUITE, Architecture, Disks, make_disk, make_disks
from benchmarks.emulated.machines import Machine
from benchmarks.emulated.page import PAGE, write_typed
from benchmarks.emulated.roots import CHECKOUT, SUITES
from benchmarks.emulated.tools import call, emulator, need
from benchmarks.measured import name_file
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.errors import FerEdgeError

STEPS = Path(__file__).with_name("steps")
LONGEST = 1800
"""Seconds of one start of the machine."""

STARTS = ("a new machine", "the service with the machine", "after the power was cut")


@dataclass
class Proof:
    """What a machine says of itself in all of its starts."""

    checks: Checks
    figures: dict[str, float] = field(default_factory=dict)

    def listen(self, machine: Machine) -> None:
        """Hear it out until it is off, or asks for its power to be cut."""
        for line in machine.lines(LONGEST):
            if line == "do cut":
                machine.cut()
                return
            if line.startswith("figure "):
                _, name, number = line.split()
                self.figures[name] = float(number)
            elif not self.checks.take(line) and "Kernel panic" in line:
                raise FerEdgeError(f"the machine does not start: {line}")


def start_three_times(machine: Architecture, disks: Disks, bundle: Path, proof: Proof, log: Path) -> None:
    """Install, run, cut the power, and look again."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        shutil.copytree(STEPS, work / "payload/steps", ignore=shutil.ignore_patterns("__pycache__"))
        write_typed(PAGE.read_text(), work / "payload/page")
        shutil.copyfile(bundle, work / "payload" / bundle.name)
        payload = make_disk(work / "payload.img", work / "payload", f"{bundle.stat().st_size // 10**6 + 40}M")
        call(["cp", "--sparse=always", disks.system, work / "disk.img"], 300)
        log.unlink(missing_ok=True)
        for title in STARTS:
            note(f"{title} …")
            with Machine(machine, disks, work / "disk.img", payload, log) as running:
                proof.listen(running)


def main(
    yunet: YuNet = None,
    machine: Annotated[str, typer.Option(help=f"Of {', '.join(ARCHITECTURES)}.")] = "aarch64",
    cache: Cache = CACHE,
    json: Annotated[str | None, typer.Option(help='The record, "-" for stdout.')] = None,
) -> None:
    """Prove on an emulated machine what fer-edge promises of a board; exit code 1 when a check fails."""
    chosen = ARCHITECTURES[machine]
    need("debootstrap", "mke2fs", "depmod", "cpio", chosen.qemu[0])
    proof, detector = Proof(Checks(note)), find_yunet(yunet)
    target = f"linux-{chosen.name}-py{SUITES[SUITE].replace('.', '')}"
    bundle = make_bundle(cache / "bundles", target, detector, None, note)
    disks = make_disks(cache, chosen, note)
    log = cache / f"{machine}.log"
    start_three_times(chosen, disks, bundle, proof, log)
    if json:
        write_json(about(chosen, detector) | {"figures": proof.figures, "checks": proof.checks.as_record()}, json)
    if proof.checks.failed or not proof.checks.made:
        note(f"failed: {', '.join(proof.checks.failed) or 'nothing was checked'}; all it said is in {log}")
        raise typer.Exit(1)
    note(f"{len(proof.checks.made)} checks hold")


def about(machine: Architecture, yunet: Path) -> dict[str, Any]:
    """What was measured, and on what."""
    processor = machine.qemu[machine.qemu.index("-cpu") + 1]
    return {
        "emulated": f"{emulator(machine.qemu[0])}, nothing on a board; seconds are of the emulation, on shared cores",
        "machine": f"{machine.cores} cores {processor}, {machine.memory} MB, Debian {SUITE} and its kernel",
        "camera": "the kernel's vivid, one device, test pictures without a face",
        "model": name_file(CHECKOUT / "models/edge/model.int8.onnx"),
        "detector": name_file(yunet),
    }


if __name__ == "__main__":
    start(main)
