"""Images per second of `fer-edge train` beside a plain Keras loop: writes benchmarks/throughput.json and .md.

`python -m benchmarks.throughput --data DIR` with FER2013 as folders; needs the train extra. Each side is a process of
its own that trains some steps when it is told to and waits while the others do, so that all meet the same
disturbances. Ratios are of slices that followed each other.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from benchmarks.markdown import table
from benchmarks.throughput_sides import SIDES
from fer_edge.bench.measuring.interval import Estimate, median_interval
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.system.board import read_board

OURS, PLAIN = "ours", "plain"
RECORD, PAGE = (Path(__file__).with_suffix(suffix) for suffix in (".json", ".md"))
NETWORKS = ("baseline", "edge")
BATCH = 128
SLICE = 2.5
"""Seconds that the slowest side is to take for one slice."""
FEWEST, MOST = 2, 20
"""Steps of a slice."""
LEAST_ROUNDS, MOST_ROUNDS = 6, 40

HEAD = """# How fast it trains

Images per second while a training run makes steps, input included: batch {batch}, Keras on {backend}, on
{cpu}, {cores} cores. The sides take turns, {slices}; a ratio is of two slices that
followed each other, the figure is their median, and the brackets hold it in 95 % of all cases. {load}
Written by `make throughput`.

"""
SIDES_TOLD = """
- `fer-edge train` runs as it is, with its callbacks, in {precision} here (`--precision auto`); faces are in memory.
  For `edge` that is with augmentation, label smoothing and flip-equivariance, as by default, and without a teacher.
  For `baseline`, whose authors had neither, there is no augmentation.
- The plain loop is `ImageDataGenerator().flow_from_directory` (48x48, grey) and `model.fit` with Adam, as tutorials
  write it: the same network in float32, nothing added to it, every picture read from its file in every epoch.

Before its first epoch `fer-edge train` reads all faces once, {seconds:.1f} s here, which is in no figure.
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One network. speed: images per second by side. times: how many times that of plain Keras each of ours is."""

    network: str
    steps: int
    rounds: int
    precision: str
    read_seconds: float
    speed: dict[str, Estimate]
    times: dict[str, Estimate]


class Side:
    """A process that trains when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None and process.stdout is not None
        self.told: IO[str] = process.stdin
        self.said: IO[str] = process.stdout
        self.known: dict[str, Any] = json.loads(self.said.readline() or "{}")

    def seconds(self, steps: int) -> float:
        """For one step, of so many; the first of a slice do not count."""
        self.told.write(f"{steps}\n")
        self.told.flush()
        line = self.said.readline()
        if not line:
            raise SystemExit("a side has ended; its last words are above")
        return float(line)


@contextmanager
def started(side: str, network: str, data: str, folder: str) -> Iterator[Side]:
    """A side's process, which is gone afterwards."""
    command = [sys.executable, "-m", "benchmarks.throughput_sides", side, network, data, str(BATCH), folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Side(process)
        finally:
            process.kill()


def take_turns(
    sides: dict[str, Callable[[int], float]], seconds: float, clock: Callable[[], float] = time.monotonic
) -> tuple[int, dict[str, list[float]]]:
    """Steps of a slice, and by side the seconds of a step in each round; every other round is in reverse.

    sides: from a number of steps to the seconds of one. seconds: after which no further round begins, once there are
    LEAST_ROUNDS.
    """
    for step in sides.values():
        step(FEWEST)  # Traces the graph; it does not count.
    slowest = max(step(FEWEST) for step in sides.values())
    steps = min(max(round(SLICE / slowest), FEWEST), MOST)
    taken: dict[str, list[float]] = {name: [] for name in sides}
    began, order = clock(), list(sides)
    for done in range(MOST_ROUNDS):
        if done >= LEAST_ROUNDS and clock() - began > seconds:
            break
        for name in order:
            taken[name].append(sides[name](steps))
        order.reverse()
    return steps, taken


def judge(taken: dict[str, list[float]]) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Images per second by side, and how many times those of plain Keras each of ours is, round by round."""
    speed = {name: median_interval([BATCH / one for one in each]) for name, each in taken.items()}
    times = {
        name: median_interval([theirs / mine for theirs, mine in zip(taken[PLAIN], each, strict=True)])
        for name, each in taken.items()
        if name != PLAIN
    }
    return speed, times


def measure(network: str, data: str, seconds: float) -> Row:
    """Train on all sides by turns."""
    with ExitStack() as held:
        folders = {name: held.enter_context(tempfile.TemporaryDirectory()) for name in SIDES}
        sides = {name: held.enter_context(started(name, network, data, folders[name])) for name in SIDES}
        steps, taken = take_turns({name: side.seconds for name, side in sides.items()}, seconds)
        speed, times = judge(taken)
        known = sides[OURS].known
        return Row(network=network, steps=steps, rounds=len(taken[OURS]), **known, speed=speed, times=times)


def page(record: dict[str, Any]) -> str:
    """The page of a record."""
    rows, board = record["rows"], record["board"]
    slices = ", ".join(f"{row['rounds']} times {row['steps']} steps of `{row['network']}`" for row in rows)
    head = HEAD.format(
        batch=record["batch"],
        backend=record["backend"],
        cpu=board["cpu"],
        cores=board["usable_cores"],
        slices=slices,
        load=f"Load of the machine before and after: {record['load'][0]:.1f} and {record['load'][1]:.1f}.",
    )
    sides = [name for name in SIDES if name in rows[0]["speed"]]
    held = [name for name in sides if name != PLAIN]
    heading = ("network", *(SIDES[name] for name in sides), *(f"{SIDES[name]}, times plain" for name in held))
    cells = [
        (
            f"`{row['network']}`",
            *(f"{row['speed'][name]['median']:,.0f}" for name in sides),
            *(_told(row["times"][name]) for name in held),
        )
        for row in rows
    ]
    precision = " and ".join(sorted({row["precision"] for row in rows}))
    seconds = rows[0]["read_seconds"]
    return head + table(heading, cells) + SIDES_TOLD.format(precision=precision, seconds=seconds)


def _told(times: dict[str, float | None]) -> str:
    brackets = f" [{times['low']:.2f}, {times['high']:.2f}]" if times["low"] is not None else ""
    return f"**{times['median']:.2f}**{brackets}"


def main(words: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True, help="FER2013 as folders, with train/ and validation/")
    parser.add_argument("--network", choices=NETWORKS, action="append", help="this one alone; may come twice")
    parser.add_argument("--seconds", type=float, default=80.0, help="of each network, after it has started")
    parser.add_argument("--out", type=Path, default=RECORD, help="of the record; the page stands beside it")
    asked = parser.parse_args(words)
    from os import getloadavg

    before = getloadavg()[0]
    rows = []
    for network in asked.network or NETWORKS:
        rows.append(measure(network, asked.data, asked.seconds))
        note(f"{network}: {', '.join(f'{one.median:.2f} times {name}' for name, one in rows[-1].times.items())}")
    record = {
        "board": read_board(),
        "backend": "tensorflow",
        "batch": BATCH,
        "load": [before, getloadavg()[0]],
        "rows": [asdict(row) for row in rows],
    }
    write_json(record, str(asked.out))
    asked.out.with_suffix(".md").write_text(page(record))


if __name__ == "__main__":
    main()
