"""For which machines a bundle can be made: what pip, the markers of requirements and install.sh call them."""

import re
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import UsageError

MACHINES, PYTHONS = ("aarch64", "x86_64"), ("3.11", "3.12", "3.13")
"""ONNX Runtime has wheels for these. Raspberry Pi OS: bookworm has Python 3.11, trixie 3.13."""

PLATFORMS = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")
"""Every wheel for one of them runs on bookworm (glibc 2.36) and later."""

MANYLINUX = re.compile(r"manylinux_(\d+)_(\d+)_|manylinux(2014|2010|1)_")
OLD_NAMES = {"2014": (2, 17), "2010": (2, 12), "1": (2, 5)}


@dataclass(frozen=True, kw_only=True)
class Target:
    """machine: as `uname -m` names it. python: such as "3.11"."""

    machine: str
    python: str

    def __str__(self) -> str:
        return f"linux-{self.machine}-py{self.python.replace('.', '')}"

    def pip_words(self) -> list[str]:
        """How pip is told to bring wheels for this machine and no other."""
        platforms = [word for name in PLATFORMS for word in ("--platform", f"{name}_{self.machine}")]
        only = ["--only-binary=:all:", "--implementation", "cp", "--python-version", self.python]
        return only + platforms

    def markers(self) -> dict[str, str]:
        """What the environment markers of a requirement are there; pip takes those of the machine it runs on."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
        }


TARGETS = {str(target): target for target in (Target(machine=m, python=p) for m in MACHINES for p in PYTHONS)}


def parse_target(text: str) -> Target:
    """A target by its name, with or without linux- before it. Raises UsageError with the list where there is none."""
    target = TARGETS.get(text) or TARGETS.get(f"linux-{text}")
    if target is None:
        raise UsageError(f"--target {text}: there is no such target; expected {', '.join(TARGETS)}")
    return target


def needed_glibc(wheels: list[Path]) -> str:
    """The lowest version of the C library that all of these wheels run with, from their names; "2.17" at the least."""
    needs = [min(found) for wheel in wheels if (found := list(_versions(wheel.name)))]
    return ".".join(map(str, max([(2, 17), *needs])))


def _versions(name: str) -> list[tuple[int, int]]:
    """Those of each platform that a wheel's name has; it runs with the lowest of them."""
    return [OLD_NAMES[old] if old else (int(major), int(minor)) for major, minor, old in MANYLINUX.findall(name)]
