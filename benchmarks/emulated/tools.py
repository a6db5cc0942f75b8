"""Programs that emulation needs and pip does not bring: they are here, or named in one line."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError

PACKAGES = {
    "cpio": "cpio",
    "debootstrap": "debootstrap",
    "depmod": "kmod",
    "dpkg-deb": "dpkg",
    "gcc": "gcc",
    "mke2fs": "e2fsprogs",
    "qemu-aarch64": "qemu-user",
    "qemu-aarch64-static": "qemu-user-static",
    "qemu-system-aarch64": "qemu-system-arm",
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-x86_64-static": "qemu-user-static",
    "unshare": "util-linux",
}
"""Debian's package of each program."""

GENTLE = ("nice", "-n", "15")
"""Emulation takes every core that it gets."""


def need(*programs: str) -> None:
    """Raise MissingError that names the packages of all programs which are not here."""
    absent = [name for name in programs if shutil.which(name) is None]
    if absent:
        packages = " ".join(sorted({PACKAGES.get(name, name) for name in absent}))
        raise MissingError(f"not installed: {', '.join(absent)}; on Debian: apt-get install {packages}")


def call(command: Sequence[str | Path], timeout: float, **options) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said. timeout: seconds.

    Raises FerEdgeError with the last line of what it said when it fails or takes longer.
    """
    try:
        done = subprocess.run(
            [*GENTLE, *command], capture_output=True, text=True, timeout=timeout, check=False, **options
        )
    except subprocess.TimeoutExpired as error:
        raise FerEdgeError(f"{command[0]} was not done after {timeout:.0f} s") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise FerEdgeError(f"{command[0]} failed with {done.returncode}, saying: {said}")
    return done


def emulator(program: str) -> str:
    """QEMU's name and version, as "QEMU 7.2.22"."""
    words = call([program, "--version"], 60).stdout.split()
    return f"QEMU {words[words.index('version') + 1]}"
