"""What runtimes raise over damaged model files, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_edge.errors import FerEdgeError, ModelError


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn whatever a runtime raises while it opens a file into a ModelError of one line.

    Our own errors pass, and the lack of a package, which is not the file's fault.
    """
    try:
        yield
    except (FerEdgeError, ImportError):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:120]
        raise ModelError(f"{path} is damaged ({type(error).__name__}: {said}); copy or export it again") from error
