"""kill -9 at random moments of train, export, models pull and run.

Afterwards every file is whole or absent, and the same command, or `train --resume`, comes to its end.
"""

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.attack import Outcome
from benchmarks.attack.faces import draw_faces
from benchmarks.attack.nursery import PULLED, Nursery
from benchmarks.attack.whole import faults

EVERY = 5
"""Kills after which the command is let come to its end, at the latest."""

Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Victim:
    """A command. prepare: words that have to be run once before. words: by its folder. done: what is there at the end,
    and undone: what is no more. anew: what is removed then, so that the next one has all to do again.
    """

    words: Callable[[Path], Words]
    done: str
    undone: str = ""
    prepare: Words = ()
    anew: str = ""

    def is_done(self, folder: Path) -> bool:
        """Whether it has come to its end there."""
        return (folder / self.done).exists() and not (self.undone and (folder / self.undone).exists())


TRAIN = ("train", "--data", "faces", "--arch", "nano", "--name", "a", "--epochs", "2", "--batch", "16")


def _train(folder: Path) -> Words:
    begun = (folder / "models/a/.run.json").is_file() and not (folder / "models/a/card.json").is_file()
    return ("train", "--resume", "--name", "a") if begun or (folder / "models/a/.backup").is_dir() else TRAIN


def _run(folder: Path) -> Words:
    outputs = ("--jsonl", "faces.jsonl", "--table", "faces.csv", "--save", "drawn", "--json", "run.json")
    return ("run", "--model", "edge", "--headless", "--whole", "--source", "faces/validation/happy", *outputs)


def victims(address: str) -> dict[str, Victim]:
    """The commands; address: of the file that is pulled."""
    export = ("export", "a", "--int8", "--data", "faces", "--max-drop", "1")
    return {
        "train": Victim(words=_train, done="models/a/card.json", undone="models/a/.backup", anew="models/a"),
        "export": Victim(words=lambda folder: export, done="models/a/model.int8.tflite", prepare=TRAIN),
        "pull": Victim(
            words=lambda folder: ("models", "pull", "yunet", "--from", address), done=".cache", anew=".cache"
        ),
        "run": Victim(words=_run, done="run.json", anew="drawn"),
    }


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the attack can be asked for."""
    parser.add_argument("--kills", type=int, default=5, help="of each command")
    parser.add_argument("--commands", nargs="*", default=[], choices=sorted(victims("")))
    parser.add_argument("--seconds", type=float, default=600.0, help="for each command, after which it is let be")
    parser.add_argument("--seed", type=int, default=0)


def attack(asked: argparse.Namespace) -> Outcome:
    """Kill each command so many times."""
    outcome = Outcome(attack="kills")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    known = victims(f"http://127.0.0.1:{server.server_port}/it.onnx")
    names = asked.commands or list(known)
    with Nursery(training=bool({"train", "export"} & set(names))) as nursery:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                place = _Place(outcome, nursery, Path(folder), name, known[name])
                place.attack(asked.kills, asked.seconds, random.Random(f"{asked.seed} {name}"))
    server.shutdown()
    server.server_close()
    return outcome


class _Place:
    """A folder in which one command is killed again and again."""

    def __init__(self, outcome: Outcome, nursery: Nursery, folder: Path, name: str, victim: Victim) -> None:
        self._outcome, self._nursery, self._name, self._victim = outcome, nursery, name, victim
        self._folder, self._told = folder / "here", folder / "told"
        draw_faces(self._folder / "faces")
        if victim.prepare:
            self._complete(victim.prepare)

    def attack(self, kills: int, seconds: float, dice: random.Random) -> None:
        """Learn how long it takes, then kill it at moments spread over that time, for so many seconds at the most."""
        end = time.monotonic() + seconds
        whole = min(self._complete() for _ in range(2))  # The first one reads all from the disk.
        self._outcome.figures[f"{self._name} s"] = round(whole, 2)
        killed = tried = 0
        while killed < kills and tried < 3 * kills and time.monotonic() < end:
            tried += 1
            moment = dice.uniform(0, 1.1 * whole)
            landed = self._killed_after(moment)
            killed += landed
            whole = whole if landed else min(whole, moment)  # It can be as quick as that.
            if tried % EVERY == 0:
                self._complete()
        self._complete()
        self._outcome.figures[f"{self._name} killed"] = killed

    def _killed_after(self, seconds: float) -> bool:
        """Whether it had not ended before."""
        code = self._run(kill_after=seconds)
        self._outcome.cases += 1
        self._check(f"killed after {seconds:.2f} s")
        self._outcome.expect(code in (0, -9), self._line(f"ended by itself with {code}"))
        return code != 0

    def _complete(self, words: Words = ()) -> float:
        """Let it, or other words, end; how long that took."""
        began = time.monotonic()
        code = self._run(words)
        took = time.monotonic() - began
        done = words or self._victim.is_done(self._folder)
        self._outcome.expect(code == 0 and bool(done), self._line(f"did not come to its end, code {code}"))
        self._check("at its end")
        left = [path.name for path in self._folder.rglob(".*part*")]
        self._outcome.expect(not left, f"{self._name} leaves {', '.join(left)}")
        return took

    def _run(self, words: Words = (), kill_after: float | None = None) -> int:
        """Let it run, with all to do again where it had come to its end; the exit code."""
        if self._victim.anew and self._victim.is_done(self._folder):
            shutil.rmtree(self._folder / self._victim.anew, ignore_errors=True)
        return self._nursery.run(words or self._victim.words(self._folder), self._folder, self._told, kill_after)

    def _check(self, when: str) -> None:
        for fault in faults(self._folder):
            self._outcome.failures.append(f"{self._name} {when}: {fault}")
        pulled = self._folder / ".cache/fer-edge"
        for path in pulled.glob("*.onnx") if pulled.is_dir() else ():
            self._outcome.expect(path.read_bytes() == PULLED, f"{self._name} {when}: {path.name} is another file")

    def _line(self, what: str) -> str:
        last = self._told.read_text(errors="replace").splitlines()[-1:] if self._told.exists() else []
        return f"{self._name} {what}: {' '.join(last)[:200]}"


class _Slow(BaseHTTPRequestHandler):
    """The file that is pulled, over a line of a megabyte a second, from where it is asked for."""

    def do_GET(self) -> None:
        """Send the rest."""
        begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(PULLED) - begin))
        self.end_headers()
        try:
            for at in range(begin, len(PULLED), 4096):
                self.wfile.write(PULLED[at : at + 4096])
                time.sleep(0.004)
        except OSError:  # It was killed.
            self.close_connection = True

    def log_message(self, format: str, *about: object) -> None:
        """No line a request."""
