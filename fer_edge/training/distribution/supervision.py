"""A process that watches over one of a run's: JAX ends a process on the spot when another one is lost.

It does so from C++ with pages of text, where nothing of Python's can say what happened; so the process that a user
starts runs the training in another, and tells its end in one line.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from fer_edge.errors import FerEdgeError

FOLDER = "FER_EDGE_SUPERVISED"
"""In the environment of a process that is watched: a folder of its own, which goes with it."""

LOST = 75
"""The exit code of one that found another to be gone."""

LOG = "native.log"
SEARCH = "search"
"""In that folder while a process looks for the others: whom, and where."""

FATAL = b"JAX distributed service detected fatal errors"
"""What JAX writes before it ends a process because another is gone."""

TOLD = (
    "another process of this run ended or cannot be reached, so this one ended too; whole epochs are kept: "
    "start all of them again, or fewer, with --resume (without --distribute for one)"
)


def is_watched() -> bool:
    """Whether this process is watched over."""
    return FOLDER in os.environ


def own_folder() -> Path:
    """The folder of this process, which is watched over."""
    return Path(os.environ[FOLDER])


def supervise() -> int:
    """Run what this process was started to do in another, which is watched over; its exit code.

    Raises FerEdgeError when it ended because another one did, or was killed. What asks this process to end is passed
    on, and with this process the other one ends.
    """
    with TemporaryDirectory(prefix="fer-edge-") as folder:
        # Of a group of its own: a terminal's Ctrl-C would reach it twice, and break what it does about the first.
        process = subprocess.Popen(
            [sys.executable, *sys.orig_argv[1:]],
            stdin=subprocess.PIPE,
            env=os.environ | {FOLDER: folder},
            process_group=0,
        )
        return _told(_wait(process), Path(folder) / LOG)


def _wait(process: subprocess.Popen) -> int:
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
    except SystemExit as asked:  # By a signal, see system/signals.py.
        process.send_signal(int(asked.code or 0) - 128)
    return process.wait()


def _told(status: int, log: Path) -> int:
    wrote = log.read_bytes() if log.exists() else b""
    search = log.with_name(SEARCH)
    if status < 0 and FATAL in wrote and search.exists():
        raise FerEdgeError(search.read_text())
    if status == LOST or (status < 0 and FATAL in wrote):
        raise FerEdgeError(TOLD)
    if -status == signal.SIGKILL:
        raise FerEdgeError("the process that trained was killed, by hand or for want of memory; go on with --resume")
    if status < 0:
        last = wrote.decode(errors="replace").strip().splitlines()[-1:]
        said = f"; it wrote: {last[0]}" if last else ""
        raise FerEdgeError(f"the process that trained was ended by {signal.Signals(-status).name}{said}")
    return status


def set_up_watched() -> None:
    """In a process that is watched over: keep what C++ writes off the terminal, and end when the watcher has ended."""
    out, err = os.dup(1), os.dup(2)
    log = os.open(own_folder() / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    sys.stdout = os.fdopen(out, "w", errors="backslashreplace")
    sys.stderr = os.fdopen(err, "w", errors="backslashreplace", buffering=1)
    threading.Thread(target=_end_with_watcher, name="watcher", daemon=True).start()


def _end_with_watcher() -> None:
    os.read(0, 1)  # Nothing is ever written: this returns when the other end is closed.
    os._exit(1)
