"""What runtimes raise over damaged model files, in our words."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from fer_edge.errors import ModelError

DAMAGE: tuple[type[Exception], ...] = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError, TypeError),
    *(ValueError, BadZipFile, struct.error, zlib.error),
)
"""What a file that is not what it seems makes its readers raise: `python -m benchmarks.attack damaged`."""


@contextmanager
def damage_told(path: Path, more: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn what is raised while a model file is opened into a ModelError of one line.

    more: errors of the runtime's own. Our errors pass, and the lack of a package, which is not the file's fault.
    """
    try:
        yield
    except (*DAMAGE, *more) as error:
        said = " ".join(str(error).split())[:120]
        raise ModelError(f"{path} is damaged ({type(error).__name__}: {said}); copy or export it again") from error
