"""Whether this machine, with the Python this runs on, fits a bundle; ends with exit code 3 where it does not.

Arguments: machine, Python, C library, bytes, and the folder it is to be installed in. Any Python from 3.6, so types
that it does not know are quoted.
"""

import os
import platform
import shutil
import struct
import sys
from typing import NoReturn

MEGABYTE = 10**6


def refuse(text: str) -> NoReturn:
    """End with one line."""
    sys.stderr.write(f"install.sh: {text}\n")
    sys.exit(3)


def check_python(machine: str, python: str) -> None:
    """Of the right width, machine and version."""
    bits, here = struct.calcsize("P") * 8, platform.machine()
    if bits != 64:
        refuse(f"this Python is of {bits} bit: expected 64; install a 64-bit system (Raspberry Pi OS has one)")
    version = "{}.{}".format(*sys.version_info[:2])
    other = "make a bundle with --target linux-{}-py{}".format(here, version.replace(".", ""))
    if here != machine:
        refuse(f"this machine is {here}: expected {machine}; {other}")
    if version != python:
        refuse(f"python3 is {version}: expected {python}; {other}, or install python{python}")


def check_library(wanted: str) -> None:
    """glibc, of that version or later."""
    try:
        library = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        library = ""
    name, _, version = library.partition(" ")
    if name != "glibc" or numbers(version) < numbers(wanted):
        refuse(f"the C library is {library or 'another one'}: expected glibc {wanted} or later; take a newer system")


def numbers(version: str) -> "tuple[int, ...]":
    """The first two, to compare."""
    return tuple(int(part) for part in version.split(".")[:2])


def check_space(need: int, place: str) -> None:
    """Room for `need` bytes where the nearest folder that is there lies."""
    while not os.path.isdir(place):
        place = os.path.dirname(place)
    free = shutil.disk_usage(place).free
    if free < need:
        refuse(
            f"{place} has {free // MEGABYTE} MB free: expected {need // MEGABYTE + 1}; make room, "
            "or name another place with --prefix"
        )


def main(machine: str, python: str, library: str, need: str, place: str) -> None:
    """Refuse the first thing that does not fit."""
    check_python(machine, python)
    check_library(library)
    check_space(int(need), place)


if __name__ == "__main__":
    main(*sys.argv[1:])
