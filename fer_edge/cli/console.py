"""Progress and notes for people, on stderr; results go to stdout."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

notes = Console(stderr=True, highlight=False)
results = Console(highlight=False)


def note(text: str) -> None:
    """Say one line on stderr; when that is a file on a full disk, a run goes on without it."""
    try:
        notes.print(text, markup=False, soft_wrap=True)
    except OSError:  # What it still holds would fail once more when Python ends, with an exit code of its own.
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open until the end.


def ready_streams() -> None:
    """Make the three streams fit to be used, whatever this program was started with."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # Closed: the next file opened would get its number, and what is meant for it.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")  # As stderr does: a name outside its encoding is no failure.


def quiet_opencv() -> None:
    """Keep the lines that OpenCV and FFmpeg write themselves off the terminal: every failure is told once, by us."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """Show which step of a long work is under way: a spinner on a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        with notes.status(title) as status:
            yield lambda step: status.update(f"{title}: {step}")
    else:
        yield lambda step: note(f"{title}: {step}")
