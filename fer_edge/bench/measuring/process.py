"""The processes that are measured, seen from the one that asks them."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from fer_edge.bench.measuring.products import PRODUCTS
from fer_edge.bench.measuring.rounds import Slice, SubjectError, Work

LONGEST = 1800
"""Seconds after which a process is given up, beside what it may measure."""

PRODUCT_ROUNDS = 12
"""Turns of the matrix products: their time is a mark to hold others against, and needs no narrow interval."""


class Worker:
    """A process of `measuring.worker`, alive until it is closed. hello: what it said when it was ready."""

    def __init__(self, task: dict[str, Any], works: tuple[Work, ...], enough: int = 0, seconds: float = 0) -> None:
        """Start it and wait until it is ready. Raises SubjectError with its reason when it cannot be."""
        self.works, self.enough, self._late = works, enough, False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process.
        command = [sys.executable, "-m", "fer_edge.bench.measuring.worker", json.dumps(task)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True, encoding="utf-8"
        )
        self._timer = threading.Timer(LONGEST + seconds, self._give_up)
        self._timer.daemon = True
        self._timer.start()
        with ExitStack() as unless_ready:
            unless_ready.callback(self.close)
            self.hello = self._read()
            if "reason" in self.hello:
                raise SubjectError(self.hello["reason"])
            unless_ready.pop_all()

    def call(self, work: Work, calls: int) -> Slice:
        """As Subject has it."""
        answer = self.ask({"work": work, "calls": calls})
        return Slice(tuple(answer["took"]), answer["cpu"] * 1000)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send a question and wait for the answer. Raises SubjectError when the process has ended instead."""
        assert self._process.stdin is not None
        with suppress(OSError):  # It is dead; what it left tells why.
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process, whatever it is doing, and wait for it."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            with suppress(OSError):  # What could not be sent any more.
                stream.close()  # type: ignore[union-attr]

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):  # It ended, perhaps in the midst of a word.
            raise SubjectError(self._why())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _why(self) -> str:
        """Why there is no answer."""
        code = self._process.wait()
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip().splitlines()
        return why_it_ended(code, said, late=self._late)

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()


def why_it_ended(code: int, said: list[str], *, late: bool = False) -> str:
    """The reason for a row without figures. code: as of subprocess. said: its lines on stderr. late: we ended it."""
    if late:
        return f"not done after {LONGEST} s"
    if code < 0:
        return f"its runtime died of {signal.Signals(-code).name}"
    return (said or [f"exit code {code}"])[-1]


def open_file(path: Path, threads: int, batches: tuple[int, ...], seconds: float = 0) -> Worker:
    """A process that has opened a model file. batches: faces per call, for `call`. seconds: it may be needed for."""
    return Worker({"path": str(path), "threads": threads}, batches, seconds=seconds)


def open_products(threads: int, seconds: float = 0) -> Worker:
    """A process that does matrix products."""
    return Worker({"threads": threads}, tuple(PRODUCTS), PRODUCT_ROUNDS, seconds)
