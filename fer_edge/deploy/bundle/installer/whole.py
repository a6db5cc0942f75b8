"""Whether a bundle is whole: every file as SHA256SUMS has it, and no other. Prints the manifest as assignments.

Argument: the bundle's folder. It runs on any Python from 3.6, before anything is known of this machine; types that
3.6 does not know are quoted.
"""

import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
KEYS = ("fer_edge", "target", "id", "machine", "python", "glibc", "installed_bytes")


AGAIN = "copy the bundle again, and unpack it again"


def refuse(text: str, remedy: str = AGAIN) -> NoReturn:
    """End with one line."""
    sys.exit("install.sh: " + text + "; " + remedy)


def read_sums(here: str) -> "dict[str, str]":
    """The sums by the names of the files."""
    try:
        with open(os.path.join(here, SUMS), encoding="ascii") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError) as error:
        refuse(f"{SUMS} cannot be read ({error})")
    told = [match for match in (re.match(r"([0-9a-f]{64})  ([A-Za-z0-9][^\n]*)$", line) for line in lines) if match]
    if not lines or len(told) < len(lines):
        refuse(f"{SUMS} is damaged: expected a sum and a name in each line")
    return {match.group(2): match.group(1) for match in told}


def files_of(here: str) -> "Iterator[tuple[str, bool]]":
    """The names of all that lies there but folders."""
    for folder, below, names in os.walk(here):
        links = [name for name in below if os.path.islink(os.path.join(folder, name))]
        for name in names + links:
            path = os.path.join(folder, name)
            yield os.path.relpath(path, here), stat.S_ISREG(os.lstat(path).st_mode)


def digest(path: str) -> str:
    """The sha256 of a file."""
    made = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            made.update(chunk)
    return made.hexdigest()


def check_files(here: str, sums: "dict[str, str]") -> None:
    """Refuse what is missing, changed, or too much."""
    found: set[str] = set()
    for name, regular in files_of(here):
        if not regular or (name not in sums and name != SUMS):
            refuse(
                f"{name!a} does not belong here: expected the files of {SUMS} alone", "unpack it into an empty folder"
            )
        found.add(name)
    for name in sorted(sums):
        if name not in found:
            refuse(f"{name} is missing")
        if digest(os.path.join(here, name)) != sums[name]:
            refuse(f"{name} is damaged: expected sha256 {sums[name]}")


def read_manifest(here: str, sums: "dict[str, str]") -> "dict[str, Any]":
    """The manifest, which tells of the same files."""
    with open(os.path.join(here, MANIFEST), encoding="utf-8") as file:
        about = json.load(file)
    if not isinstance(about, dict) or about.get("format") != 1:
        refuse(f"{MANIFEST} is not of format 1, which this install.sh reads")
    others = {name: told for name, told in sums.items() if name != MANIFEST}
    lines = "".join(f"{told}  {name}\n" for name, told in sorted(others.items()))
    own_id = hashlib.sha256(lines.encode()).hexdigest()[:12]
    if about.get("files") != others or about.get("id") != own_id:
        refuse(f"{MANIFEST} and {SUMS} tell of different files")
    return about


def main(here: str) -> None:
    """Check, and print what install.sh needs to know; each value is safe in a shell."""
    sums = read_sums(here)
    try:
        check_files(here, sums)
        about = read_manifest(here, sums)
    except (OSError, ValueError, KeyError) as error:
        refuse(f"the bundle cannot be read ({error})")
    for key in KEYS:
        value = str(about.get(key, ""))
        if not re.match(r"[A-Za-z0-9._+!-]+$", value):
            refuse(f"{MANIFEST} has no usable {key}")
        print(f"b_{key}={value}")


if __name__ == "__main__":
    main(sys.argv[1])
