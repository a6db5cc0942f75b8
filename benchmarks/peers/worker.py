"""The driver's end of a peer's process: asks it for a share, and knows why it cannot answer."""

import json
import os
import queue
import subprocess
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from textwrap import shorten
from types import TracebackType

from benchmarks.peers.environments import REPOSITORY

OPENING, SHARE = 180, 600
"""Seconds in which a peer opens, and reads one share."""

LONGEST = 160
"""Characters of a reason."""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")


class Worker:
    """A process that `serving.serve` runs in. reason: why it has no answer (any more), its last line; None: it has."""

    def __init__(self, command: list[str]) -> None:
        self.reason: str | None = None
        self.load: float | None = None
        self._stack = ExitStack()
        self._errors = Path(self._stack.enter_context(tempfile.TemporaryDirectory())) / "errors"
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=os.environ | ONE_THREAD | {"PYTHONPATH": str(REPOSITORY), "CUDA_VISIBLE_DEVICES": "-1"},
            )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        opened = self._next(OPENING)
        if opened is not None:
            self.load = opened["load"]
            self.read(0, 2)  # The first ones trace graphs and fill caches.

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()
        self._stack.close()

    def read(self, first: int, count: int) -> dict | None:
        """Have it read items first to first + count; None when it cannot, for the reason in `reason`."""
        if self.reason is not None or self._process.stdin is None:
            return None
        with suppress(BrokenPipeError):  # It died; the end of its answers tells.
            self._process.stdin.write(f"{first} {count}\n")
            self._process.stdin.flush()
        return self._next(SHARE)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._answers.put(line)
        self._answers.put("")

    def _next(self, seconds: float) -> dict | None:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self._process.kill()
            self.reason = f"no answer in {seconds} s"
            return None
        if line:
            return json.loads(line)
        self._process.wait()
        lines = self._errors.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it ended without a word")
        self.reason = shorten(last.encode("ascii", "ignore").decode(), LONGEST, placeholder=" …")
        return None
