"""Progress and notes for people, on stderr; results go to stdout."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

notes = Console(stderr=True, highlight=False)
results = Console(highlight=False)


def note(text: str) -> None:
    """Say one line on stderr."""
    notes.print(text, markup=False, soft_wrap=True)


def quiet_tensorflow() -> None:
    """Keep TensorFlow's own chatter off the terminal; call before it is imported."""
    import os

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")


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
