"""What libraries of C++ write to the descriptor of stderr itself, where no setting of theirs stops them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def silenced_stderr() -> Iterator[None]:
    """Send to nowhere what is written to stderr meanwhile, by any thread; exceptions pass as ever."""
    kept, nothing = os.dup(STDERR), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, STDERR)
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nothing)
