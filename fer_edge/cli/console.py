"""Progress and notes for people, on stderr; results go to stdout."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

notes = Console(stderr=True, highlight=False)
results = Console(highlight=False)


def note(text: str) -> None:
    """Say one line on stderr."""
    notes.print(text, markup=False, soft_wrap=True)


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
