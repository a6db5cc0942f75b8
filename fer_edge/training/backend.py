"""Which Keras backend a command works with, and the packages it needs; chosen before Keras is imported."""

import logging
import os
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from fer_edge.errors import MissingError
from fer_edge.system.stderr import silenced_stderr


class Backend(NamedTuple):
    """What Keras computes with. accelerated: on a device other than the processor."""

    name: str
    accelerated: bool


def prepare_training() -> Backend:
    """Choose the backend to train with.

    The one that KERAS_BACKEND names; else JAX where it is installed and sees an accelerator; else TensorFlow.
    Raises MissingError when a package is not installed.
    """
    _require("keras", "matplotlib")
    wanted = os.environ.get("KERAS_BACKEND")
    accelerated = wanted in (None, "jax") and _accelerated_jax()
    name = wanted or ("jax" if accelerated else "tensorflow")
    _require(name)
    os.environ["KERAS_BACKEND"] = name
    _import_quietly(name)
    return Backend(name, accelerated)


def current_backend() -> Backend:
    """The backend that Keras has been imported with."""
    import keras

    name = keras.backend.backend()
    return Backend(name, name == "jax" and _accelerated_jax())


def prepare_export() -> None:
    """Make TensorFlow the backend: files are made from its graphs. Raises MissingError when a package is missing."""
    _require("keras", "tensorflow", "tf2onnx", "matplotlib")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    _import_quietly("tensorflow")


def _require(*names: str) -> None:
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise MissingError(f"{', '.join(missing)} not installed: pip install 'fer-edge[train]'")


def _accelerated_jax() -> bool:
    if find_spec("jax") is None:
        return False
    _import_quietly("jax")
    return import_module("jax").default_backend() != "cpu"


def _import_quietly(backend: str) -> None:
    """TensorFlow's first lines are written before any setting of it counts, by C++, to the descriptor itself."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # Its advice on traces is for those who write them.
    with silenced_stderr():
        import_module(backend)
