"""A trial in a process of its own, seen from the one that asks."""

import json
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from fer_edge.errors import FerEdgeError
from fer_edge.system.untrusted import build
from fer_edge.tuning.trial import GoOn, PrunedError, TrialResult, TrialTask
from fer_edge.tuning.worker import GO_ON, STOP

COMMAND = (sys.executable, "-m", "fer_edge.tuning.worker")


def train_apart(task: TrialTask, go_on: GoOn, command: tuple[str, ...] = COMMAND) -> TrialResult:
    """Run a trial in a new process, which is gone when this returns; a Trainer."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the asker alone, which ends it.
        )
        try:
            return _talk(process, asdict(task), go_on, said)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):  # What could not be sent any more.
                    stream.close()  # type: ignore[union-attr]


def _talk(process: "subprocess.Popen[str]", task: dict[str, Any], go_on: GoOn, said: IO[bytes]) -> TrialResult:
    _send(process, json.dumps(task))
    assert process.stdout is not None
    for line in process.stdout:
        if not line.endswith("\n"):
            break
        told = json.loads(line)
        if "epoch" in told:
            _send(process, GO_ON if go_on(told["epoch"], told["accuracy"]) else STOP)
        elif "pruned" in told:
            raise PrunedError(told["pruned"])
        elif "error" in told:
            raise FerEdgeError(told["error"])
        else:
            return build(TrialResult, told["result"])
    raise FerEdgeError(_why(process.wait(), said))


def _send(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    with suppress(OSError):  # It is dead; what it left tells why.
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def _why(code: int, said: IO[bytes]) -> str:
    """Why a process ended without a result."""
    if code < 0:
        name = signal.Signals(-code).name
        return f"its process died of {name}{', perhaps for want of memory' if name == 'SIGKILL' else ''}"
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return f"its process ended with exit code {code}: {(lines or ['without a word'])[-1]}"
