"""pip, which finds, fetches and builds wheels: its progress told, its failures one line."""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec

from fer_edge.deploy.fetch import Report
from fer_edge.errors import MissingError

TOLD = "Downloading "
"""The beginning of those of pip's lines that are worth a person's look."""


def pip(words: list[str], report: Report, environment: Mapping[str, str] | None = None) -> None:
    """Run pip with these words. environment: variables beside those that are set.

    Raises MissingError with pip's own reason where it fails, or where this Python has no pip.
    """
    if find_spec("pip") is None:
        raise MissingError("this Python has no pip, which fetches the wheels: python -m ensurepip, or install pip")
    command = [sys.executable, "-m", "pip", words[0], "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    with subprocess.Popen(
        [*command, *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        env=os.environ | (environment or {}),
    ) as process:
        last = deque[str](maxlen=50)
        assert process.stdout is not None
        with ExitStack() as unless_done:
            unless_done.callback(process.terminate)  # Whoever ends us does not wait for a download.
            for line in map(str.strip, process.stdout):
                last.append(line)
                if line.startswith(TOLD):
                    report(line)
            unless_done.pop_all()
    if process.returncode:
        raise MissingError(f"pip {words[0]} fails: {_reason(list(last))}")


def _reason(lines: list[str]) -> str:
    """The first error among pip's last lines, which names the package; else the last line."""
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    reason = errors[-1] if errors else next((line for line in reversed(lines) if line), "nothing said")
    return f"{reason}; is the index reachable (pip's own settings hold), and is there such a wheel for the target?"
