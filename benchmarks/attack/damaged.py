"""Every reader of a file, given damaged ones: bits flipped, pieces cut out, doubled or replaced.

Each has to end in a result or in one of our own errors, which the command line tells in a line. The cases of a reader
run in processes of their own: a runtime that dies of a damaged file is counted apart, and the next case goes on.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.attack import Outcome
from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE
from fer_edge.artifact.store import shipped_models
from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError

ROOT = Path(__file__).parents[2]
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


def read_card_file(path: Path) -> None:
    """A card.json."""
    path.rename(path.with_name("card.json"))
    read_card(path.parent)


def read_state_file(path: Path) -> None:
    """A .run.json, as far as a resumed run reads it."""
    from fer_edge.system.settings import from_record
    from fer_edge.training.folders import STATE, read_state
    from fer_edge.training.settings import TrainSettings

    path.rename(path.with_name(STATE))
    try:
        from_record(TrainSettings, read_state(path.parent).settings)
    except ValueError:  # As `resume` translates it.
        return


def read_history_file(path: Path) -> None:
    """A history.csv."""
    from fer_edge.training.history import read_history

    path.rename(path.with_name("history.csv"))
    read_history(path.parent)


def read_config_file(path: Path) -> None:
    """A --config of `run`, parsed and not run."""
    from typer.main import get_command

    from fer_edge.cli.app import USAGE_ERROR, app

    program = get_command(app)
    command = program.commands["run"]  # type: ignore[attr-defined]
    try:
        command.read_settings(command.make_context("run", ["--config", str(path)]))
    except USAGE_ERROR:
        return


def read_engine_file(path: Path) -> None:
    """A model file, opened and asked once."""
    from fer_edge.runtime.engines.opening import open_engine

    open_engine(path).predict(np.zeros((1, 48, 48, 1), np.uint8))


def read_keras_file(path: Path) -> None:
    """A model.keras."""
    from fer_edge.training.backend import prepare_training

    prepare_training()
    from fer_edge.training.keras_engine import load_keras

    load_keras(path)


def read_csv_file(path: Path) -> None:
    """A fer2013.csv."""
    from fer_edge.data.loading import load_split

    load_split(path, "train")


def read_votes_file(path: Path) -> None:
    """A fer2013new.csv, for the rows it has."""
    from fer_edge.data.votes import load_votes

    load_votes(path, np.arange(3), ())


def read_picture_file(path: Path) -> None:
    """A picture as a source of a run."""
    from fer_edge.data.pictures import read_picture

    read_picture(path)


def read_journal_file(path: Path) -> None:
    """A journal, told in full."""
    from fer_edge.deploy.explain.report import explain
    from fer_edge.system.clocks import Moment

    told = explain([path.parent], 14 * 86_400.0, Moment(1.8e9, 5000.0, "b"))
    list(told.sentences())
    json.dumps(told.as_record())


def journal_lines() -> bytes:
    """Runs that went on through the night, and ended in each way."""
    from fer_edge.runtime.journal.records import End, LeftOut, Start, Sums, stamped, to_bytes
    from fer_edge.system.clocks import Moment

    begin = Start(version="0", pid=1, source="camera 0", model="edge", sha256="a" * 64, side=48, uncertain_below=0.4)
    seen = {"labels": {"happy": 3000}, "size": 40.0, "light": 9.0, "told": ("lost", "back"), "throttled": "0x50005"}
    sums = Sums(seconds=600.0, frames=6000, with_face=3000, faces=3000, confidence=0.5, memory=130.5, blind=9.5, **seen)
    whats = [{"start": begin}, *[{"sums": sums}] * 4, {"end": End(how="error", text="no camera", code=3)}]
    lines = [stamped(run, Moment(1.8e9 - 900, 3000.0, boot), **what) for run, boot in ("ab", "cd") for what in whats]
    left = stamped("z", Moment(1.8e9, 4000.0, "b"), left=LeftOut(runs=3, text="no camera"))
    return b"".join(map(to_bytes, [*lines, left]))


def seeds() -> dict[str, tuple[str, bytes, Callable[[Path], None]]]:
    """By reader: the name of a right file, its content, and what reads it."""
    card = ModelCard(name="a", labels=LABELS, side=48, architecture="edge", parameters=1, macs=1, date="2026-01-01")
    answers = {"model.onnx": {ANSWERS: ["0.4 0.6 0 0 0 0 0"]}}
    card = replace(card, trained={FACES: ["0f" * (PROBE_SIDE**2 // 2)]}, figures=answers)
    settings = {"arch": "nano", "epochs": 3, "init": ["a"], "learning_rate": 0.1, "flip_equivariant": None}
    state = json.dumps({"data": "synthetic", "votes": None, "settings": settings})
    history = "epoch,loss,accuracy,seconds,val_loss,val_accuracy\n1,1.9,0.2,3.0,1.8,0.3\n2,1.7,0.3,3.1,1.7,0.35\n"
    toml = 'camera = "0"\nfps = 5\nsmoothing = 0.3\nheadless = true\n[run]\nthreads = 2\njsonl = "a.jsonl"\n'
    row = " ".join(str(pixel % 256) for pixel in range(48 * 48))
    rows = "".join(f"{emotion},{row},Training\n" for emotion in range(7))
    votes = "Usage,Image name,neutral,happiness\n" + 3 * "Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0\n"
    picture = ROOT / "models" / "nano" / "confusion.png"
    return {
        "card": ("card.json", card.to_json().encode(), read_card_file),
        "state": ("state.json", state.encode(), read_state_file),
        "history": ("h.csv", history.encode(), read_history_file),
        "toml": ("run.toml", toml.encode(), read_config_file),
        "journal": ("000001_2027-01-15.jsonl", journal_lines(), read_journal_file),
        "csv": ("fer2013.csv", f"emotion,pixels,Usage\n{rows}".encode(), read_csv_file),
        "votes": ("fer2013new.csv", votes.encode(), read_votes_file),
        "picture": ("a.png", picture.read_bytes(), read_picture_file),
        "onnx": ("model.onnx", (ROOT / "tests/standin/standin_7x48.onnx").read_bytes(), read_engine_file),
        "keras": ("model.keras", (shipped_models() / "nano/model.keras").read_bytes(), read_keras_file),
        "tflite": ("model.tflite", (shipped_models() / "nano/model.int8.tflite").read_bytes(), read_engine_file),
    }


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
