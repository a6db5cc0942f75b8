"""Every reader of a file, a folder or a connection, given damaged ones: bits flipped, pieces cut out or replaced.

Each has to end in a result or in one of our own errors, which the command line tells in a line. The cases of a reader
run in processes of their own: a runtime that dies of a damaged file is counted apart, and the next case goes on.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.attack import Outcome, connections, files, trees
from benchmarks.attack.files import ROOT, Seed
from fer_edge.errors import FerEdgeError

SLOWEST = 10.0
"""Seconds that a case may take."""

PIECES = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"-1",
    b"NaN",
    b"1e999",
    b"\x1b[31m",
    b"[" * 400,
    b"\xc3\x28",
    b"",
    b"\n",
    b",",
    b'"',
)


def seeds() -> dict[str, Seed]:
    """What is damaged, by reader."""
    return files.seeds() | trees.seeds() | connections.seeds()


def damage(content: bytes, dice: random.Random) -> bytes:
    """The content with one to four changes."""
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(damaged) + 1)
        length = dice.choice((1, 2, 8, 64, len(damaged) // 2))
        kind = dice.randrange(5)
        if kind == 0 and damaged:
            damaged[at % len(damaged)] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del damaged[at : at + length]
        elif kind == 2:
            damaged[at:at] = damaged[at : at + length]
        elif kind == 3:
            damaged[at : at + length] = dice.choice(PIECES)
        else:
            damaged[at:at] = dice.choice(PIECES)
    return bytes(damaged)


def work(reader: str, first: int, last: int) -> None:
    """Run cases in this process: a line as each begins, and one for each that fails."""
    name, content, read = seeds()[reader]
    for case in range(first, last):
        print(f"case {case}", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(damage(content, random.Random(f"{reader} {case}")))
            try:
                read(path)
            except FerEdgeError as error:
                if len(str(error).splitlines()) > 1:
                    print(f"failed {case}: an error of several lines", flush=True)
            except BaseException as error:  # noqa: BLE001  Whatever it is, it is what is looked for.
                print(f"failed {case}: {type(error).__name__}: {str(error)[:120]!r}", flush=True)
        if time.monotonic() - began > SLOWEST:
            print(f"failed {case}: took {time.monotonic() - began:.0f} s", flush=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the attack can be asked for."""
    parser.add_argument("--cases", type=int, default=2000, help="for each reader")
    parser.add_argument("--readers", nargs="*", default=[], choices=sorted(seeds()))
    parser.add_argument("--work", nargs=3, metavar=("READER", "FIRST", "LAST"), help=argparse.SUPPRESS)


def attack(asked: argparse.Namespace) -> Outcome:
    """Give each reader its damaged files."""
    if asked.work:
        reader, first, last = asked.work
        work(reader, int(first), int(last))
        sys.exit(0)
    outcome = Outcome(attack="damaged files", figures={"runtime died": 0})
    for reader in asked.readers or seeds():
        first = 0
        while first < asked.cases:
            first = _one_process(outcome, reader, first, asked.cases)
    return outcome


def _one_process(outcome: Outcome, reader: str, first: int, last: int) -> int:
    """Run cases until the process ends; the number of the case to go on with."""
    words = ("-m", "benchmarks.attack", "damaged", "--work", reader, str(first), str(last))
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=ROOT)
    lines = done.stdout.splitlines()
    begun = [int(line.split()[1]) for line in lines if line.startswith("case ")]
    outcome.cases += len(begun)
    outcome.failures += [f"{reader} {line}" for line in lines if line.startswith("failed ")]
    if done.returncode < 0 and begun:
        outcome.figures["runtime died"] += 1
        return begun[-1] + 1
    outcome.expect(done.returncode == 0, f"{reader}: the process ended with {done.returncode}: {done.stderr[-200:]!r}")
    return last
