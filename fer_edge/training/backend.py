"""Which Keras backend a command works with, and the packages it needs; chosen before Keras is imported."""

import logging
import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from fer_edge.errors import MissingError, UsageError
from fer_edge.system.stderr import silenced_stderr

Tensor = Any
"""What the backend computes with: an array of JAX, a tensor or variable of TensorFlow."""


class Backend(NamedTuple):
    """What Keras computes with. accelerated: on a device other than the processor."""

    name: str
    accelerated: bool


def prepare_training() -> Backend:
    """Choose the backend to train with, and make it Keras's. Raises MissingError when a package is not installed."""
    _require("keras", "matplotlib")
    backend = choose_backend(os.environ.get("KERAS_BACKEND"))
    _require(backend.name)
    os.environ["KERAS_BACKEND"] = backend.name
    _import_quietly(backend.name)
    if backend.name == "jax" and find_spec("tensorflow"):  # Keras would load it in the middle of a run, for its data.
        _import_quietly("tensorflow")
    return backend


def require_jax() -> None:
    """Make JAX the backend, which alone shares a run among devices, and load it; its devices are not asked for yet.

    Raises UsageError when KERAS_BACKEND names another, MissingError when it is not installed.
    """
    wanted = os.environ.get("KERAS_BACKEND", "jax")
    if wanted != "jax":
        raise UsageError(f"--distribute works with JAX, and KERAS_BACKEND says {wanted}: unset it")
    if find_spec("jax") is None:
        raise MissingError("--distribute needs JAX: pip install jax, or 'jax[cuda12]' for NVIDIA devices")
    os.environ["KERAS_BACKEND"] = "jax"
    _import_quietly("jax")


def current_backend() -> Backend:
    """The backend that Keras has been imported with."""
    import keras

    return choose_backend(keras.backend.backend())


def choose_backend(wanted: str | None, accelerated: Callable[[str], bool] | None = None) -> Backend:
    """The backend of that name; with None, JAX where it is installed and sees an accelerator, else TensorFlow.

    accelerated: whether the backend of a name sees one, `sees_accelerator` if not given.
    """
    accelerated = accelerated or sees_accelerator
    name = wanted or ("jax" if accelerated("jax") else "tensorflow")
    return Backend(name, accelerated(name))


def sees_accelerator(name: str) -> bool:
    """Whether JAX or TensorFlow is installed and sees a device other than the processor."""
    if name not in ("jax", "tensorflow") or find_spec(name) is None:
        return False
    _import_quietly(name)
    module = import_module(name)
    with silenced_stderr():  # TensorFlow tells of drivers that are not there.
        return module.default_backend() != "cpu" if name == "jax" else bool(module.config.list_physical_devices("GPU"))


def prepare_export() -> None:
    """Make TensorFlow the backend: files are made from its graphs. Raises MissingError when a package is missing."""
    _require("keras", "tensorflow", "tf2onnx", "matplotlib")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    _import_quietly("tensorflow")


def require_training() -> None:
    """Raises MissingError when a package to train with is not installed; loads none."""
    _require("keras", "matplotlib")


def require_plots() -> None:
    """Raises MissingError when the package that draws is not installed."""
    _require("matplotlib")


def _require(*names: str) -> None:
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise MissingError(f"{', '.join(missing)} not installed: pip install 'fer-edge[train]'")


def _import_quietly(backend: str) -> None:
    """TensorFlow's first lines are written before any setting of it counts, by C++, to the descriptor itself."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # Its advice on traces is for those who write them.
    with silenced_stderr():
        import_module(backend)
