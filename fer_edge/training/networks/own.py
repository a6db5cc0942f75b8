"""A network of the user's own: a function in a Python file of the working directory, from faces to features."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
from keras import KerasTensor

from fer_edge.errors import UsageError
from fer_edge.training.networks.flattening import flatten

EXPECTED = "expected a function of a Keras tensor of faces [N, side, side, channels], 0 to 1, that returns features"


def features(arch: str, faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to the features [N, K] of `module:function`.

    Maps [N, h, w, K] are averaged. Raises UsageError when there is no such function or it returns something else, has
    layers that are none of Keras's, or one with weights in two places.
    """
    with _working_directory():
        function = find(arch)
        inputs = keras.Input(faces.shape[1:])
        try:
            x = function(inputs)
        except (TypeError, ValueError) as error:
            raise UsageError(f"--arch {arch} failed ({_line(error)}): {EXPECTED}") from error
    if not isinstance(x, KerasTensor) or len(x.shape) not in (2, 4):
        raise UsageError(f"--arch {arch} returned {_what(x)}: {EXPECTED} [N, K] or maps [N, height, width, K]")
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    try:
        return flatten(keras.Model(inputs, x), faces)
    except ValueError as error:
        raise UsageError(f"--arch {arch}: {_line(error)}") from error


def check(arch: str) -> None:
    """Raises UsageError when there is no function `module:function`."""
    with _working_directory():
        find(arch)


def find(arch: str) -> Callable[[KerasTensor], KerasTensor]:
    """The function that `module:function` names. Raises UsageError when there is none."""
    module, _, name = arch.partition(":")
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            raise UsageError(f"--arch {arch}: no {module.replace('.', '/')}.py in this folder") from error
        raise UsageError(f"--arch {arch}: {module} imports {error.name}, which is not installed") from error
    except (ImportError, SyntaxError) as error:
        raise UsageError(f"--arch {arch}: {module} cannot be imported ({_line(error)})") from error
    function = getattr(found, name, None)
    if not callable(function):
        raise UsageError(f"--arch {arch}: {module} has no function {name}; {EXPECTED}")
    return function


@contextmanager
def _working_directory() -> Iterator[None]:
    """Modules are looked for in the working directory first, as `python -m` does."""
    sys.path.insert(0, "")
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove("")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _what(value: object) -> str:
    return f"a tensor of shape {value.shape}" if isinstance(value, KerasTensor) else f"a {type(value).__name__}"
