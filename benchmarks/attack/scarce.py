"""Every main command where something is scarce: a full disk, 16 descriptors, 400 MB of addresses, a read-only home.

Each ends well, or in one line of ours and an exit code: no traceback, and no death by a signal.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.attack import Outcome
from benchmarks.attack.faces import draw_faces

ROOT = Path(__file__).parents[2]
LONGEST = 300.0
"""Seconds for a command."""

Words = tuple[str, ...]

OUTPUTS = ("--save", "drawn", "--jsonl", "o.jsonl", "--table", "o.csv", "--json", "o.json")

COMMANDS: dict[str, Words] = {
    "run": ("run", "--model", "edge", "--headless", "--whole", "--source", "faces/validation/happy", *OUTPUTS),
    "eval": ("eval", "edge", "--data", "faces", "--json", "e.json"),
    "bench": ("bench", "edge", "--runs", "2", "--threads", "1", "--json", "b.json"),
    "inspect": ("data", "inspect", "faces", "--json", "i.json"),
    "preview": ("data", "preview", "faces", "--out", "p.png"),
    "list": ("models", "list", "--json", "l.json"),
    "card": ("models", "card", "edge"),
    "pull": ("models", "pull", "yunet", "--from", "faces/train/happy/none.onnx"),
    "doctor": ("doctor", "--json", "d.json"),
    "notice": ("notice",),
    "train": ("train", "--data", "faces", "--arch", "nano", "--name", "a", "--epochs", "1", "--batch", "16"),
    "export": ("export", "a", "--int8", "--data", "faces", "--max-drop", "1"),
}
"""In this order: what is trained is exported, if it could be."""


def limit(which: int, amount: int) -> Callable[[], None]:
    """What sets a limit of the operating system in a process that is about to begin."""
    return lambda: resource.setrlimit(which, (amount, amount))


SCARCITIES: dict[str, Callable[[], None] | None] = {
    "4 KB a file": limit(resource.RLIMIT_FSIZE, 4096),
    "16 descriptors": limit(resource.RLIMIT_NOFILE, 16),
    "400 MB of addresses": limit(resource.RLIMIT_AS, 400_000_000),
    "full disk": None,
    "read-only home": None,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the attack can be asked for."""
    parser.add_argument("--commands", nargs="*", default=[], choices=sorted(COMMANDS))
    parser.add_argument("--scarcities", nargs="*", default=[], choices=sorted(SCARCITIES))


def attack(asked: argparse.Namespace) -> Outcome:
    """Each command with each scarcity."""
    outcome = Outcome(attack="scarce", figures={"worked": 0, "not made here": 0})
    for scarcity in asked.scarcities or SCARCITIES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            draw_faces(folder / "faces")
            for command in asked.commands or COMMANDS:
                with _around(scarcity, folder) as around:
                    if around is None:
                        outcome.figures["not made here"] += 1
                        continue
                    judge(outcome, f"{command}, {scarcity}", _ended(COMMANDS[command], folder, scarcity, around))
    return outcome


@contextmanager
def _around(scarcity: str, folder: Path) -> Iterator[dict[str, str] | None]:
    """The environment of a command; None where this machine lets nobody make the scarcity."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    options = {"full disk": "size=64k", "read-only home": "ro"}.get(scarcity)
    if options is None:
        yield {"HOME": str(home)}
        return
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", home], capture_output=True, check=False)
    try:
        yield {"HOME": str(home), "TMPDIR": str(home)} if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", home], check=True)


def _ended(words: Words, folder: Path, scarcity: str, around: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """The command, in the full disk itself where there is one, with links to what it reads."""
    place = folder
    if scarcity == "full disk":
        place = folder / "home"
        (place / "faces").symlink_to(folder / "faces")
        (place / "ballast").write_bytes(bytes(40_000))
    return subprocess.run(
        [sys.executable, "-m", "fer_edge", *words],
        cwd=place,
        env=os.environ | around | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        preexec_fn=SCARCITIES[scarcity],
        check=False,
    )


def judge(outcome: Outcome, what: str, done: "subprocess.CompletedProcess[str]") -> None:
    """Count how a command ended, and what is wrong with it."""
    outcome.cases += 1
    outcome.figures["worked"] += done.returncode == 0
    lines = done.stderr.splitlines()
    last = lines[-1] if lines else ""
    outcome.expect(0 <= done.returncode <= 4, f"{what}: it ended with {done.returncode}: {last[:200]}")
    outcome.expect("Traceback" not in done.stderr, f"{what}: a traceback, {last[:200]}")
    told = done.returncode == 0 or last.startswith("fer-edge: ")
    outcome.expect(told, f"{what}: no line of ours at its end but {last[:200]!r}")
