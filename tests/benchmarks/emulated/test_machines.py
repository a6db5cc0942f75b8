"""Machines as heard on their serial line, played by a program that says what it is told to."""

import sys
import time
from dataclasses import replace

import pytest

from benchmarks.emulated.checks import Checks
from benchmarks.emulated.images import ARCHITECTURES, Disks
from benchmarks.emulated.machines import Machine
from benchmarks.emulated.pi import Proof
from fer_edge.errors import FerEdgeError, MissingError


@pytest.fixture
def machine(tmp_path):
    """Starts a machine that says these lines, and then stays on or goes off."""

    def start(*lines, stays=False):
        script = tmp_path / "machine.py"
        said, seconds = "\n".join(lines), 60 if stays else 0
        script.write_text(f"import time\nprint({said!r}, flush=True)\ntime.sleep({seconds})\n")
        played = replace(ARCHITECTURES["x86_64"], qemu=(sys.executable, str(script)))
        nothing = tmp_path / "nothing"
        return Machine(played, Disks(nothing, nothing, nothing), nothing, nothing, tmp_path / "log")

    return start


def test_what_a_machine_says_is_checks_and_figures_until_it_is_off(machine, tmp_path):
    proof = Proof(Checks(lambda line: None))
    with machine("[ 1.0] usb", "ok boot: 12 s", "figure memory 80", "FAILED camera: none") as running:
        proof.listen(running)
    assert proof.figures == {"memory": 80.0} and proof.checks.failed == ["camera"]
    assert "[ 1.0] usb" in (tmp_path / "log").read_text()


def test_its_power_is_cut_when_it_asks_for_that(machine):
    proof = Proof(Checks(lambda line: None))
    began = time.monotonic()
    with machine("ok before: 1", "do cut", stays=True) as running:
        proof.listen(running)
    assert time.monotonic() - began < 30 and [name for name, *_ in proof.checks.made] == ["before"]


def test_a_machine_that_does_not_end_is_given_up(machine):
    with machine("ok begun: 1", stays=True) as running, pytest.raises(FerEdgeError, match="not done after 1 s"):
        list(running.lines(1))


def test_a_machine_that_does_not_start_is_told_of(machine):
    with machine("Kernel panic - not syncing", stays=True) as running, pytest.raises(FerEdgeError, match="panic"):
        Proof(Checks(lambda line: None)).listen(running)


def test_an_emulator_that_is_not_installed_is_named_with_its_package(tmp_path):
    absent = replace(ARCHITECTURES["aarch64"], qemu=("absent-qemu",))
    with pytest.raises(MissingError, match="not installed: absent-qemu"):
        Machine(absent, Disks(tmp_path, tmp_path, tmp_path), tmp_path, tmp_path, tmp_path / "log")
