"""Progress and notes for people, on stderr; results go to stdout."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

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


def quiet_tensorflow() -> None:
    """Import TensorFlow, where the Keras backend is that one, without its chatter on the terminal."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    if os.environ["KERAS_BACKEND"] == "tensorflow":
        # Its first lines are written before any setting of it counts, by C++, to the descriptor itself.
        with _muted_descriptor(2):
            import_module("tensorflow")


@contextmanager
def _muted_descriptor(number: int) -> Iterator[None]:
    kept, nothing = os.dup(number), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, number)
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)
        os.close(nothing)


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """Show which step of a long work is under way: a spinner on a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        with notes.status(title) as status:
            yield lambda step: status.update(f"{title}: {step}")
    else:
        yield lambda step: note(f"{title}: {step}")


def require_train_extra() -> None:
    """Raises MissingError when the packages of the extra `train` are not installed."""
    from importlib.util import find_spec

    from fer_edge.errors import MissingError

    missing = [name for name in ("keras", "tensorflow", "tf2onnx", "matplotlib") if find_spec(name) is None]
    if missing:
        raise MissingError(f"{', '.join(missing)} not installed: pip install 'fer-edge[train]'")
