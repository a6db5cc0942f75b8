"""Progress and notes for people, on stderr; results go to stdout. Both without secrets and control characters."""

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from fer_edge.system.messages import Shown, escaped, one_line


def open_console(to_stderr: bool) -> Console:
    """A console that shows texts as they are: Rich else draws `:x:` in a path or a name as a picture."""
    return Console(stderr=to_stderr, highlight=False, emoji=False)


notes = open_console(to_stderr=True)
results = open_console(to_stderr=False)


def note(text: str) -> None:
    """Say one line on stderr; when that is a file on a full disk, a run goes on without it."""
    try:
        notes.print(_fit_to_leave(text), markup=False, soft_wrap=True)
    except OSError:  # What it still holds would fail once more when Python ends, with an exit code of its own.
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open until the end.


def say(text: str) -> None:
    """Say one line on stdout."""
    results.print(one_line(text), markup=False, soft_wrap=True)


def cell(text: object) -> Text:
    """What a table's cell or a title may hold: no markup, whatever a file or label is called."""
    return Text(one_line(str(text)))


def tell_fault(error: BaseException) -> None:
    """Say where a fault of ours happened; with the same care, for its message may quote an address."""
    for line in traceback.format_exception(error):
        for part in line.splitlines():
            note(part)


def _fit_to_leave(text: str) -> str:
    """The text for stderr. A secret that its reader has chosen is shown on a terminal and nowhere else."""
    if isinstance(text, Shown) and (not text.given or sys.stderr.isatty()):
        return escaped(text)
    return one_line(text)


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
