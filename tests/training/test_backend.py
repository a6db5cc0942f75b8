"""Which backend trains, and on what."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("keras")

from fer_edge.training.backend import Backend, choose_backend, current_backend, sees_accelerator


@pytest.mark.parametrize("accelerators", [{"jax"}, {"jax", "tensorflow"}])
def test_jax_is_the_backend_where_it_sees_an_accelerator(accelerators):
    assert choose_backend(None, accelerators.__contains__) == Backend("jax", True)


@pytest.mark.parametrize("accelerators", [set(), {"tensorflow"}])
def test_tensorflow_is_the_backend_elsewhere(accelerators):
    assert choose_backend(None, accelerators.__contains__) == Backend("tensorflow", bool(accelerators))


@pytest.mark.parametrize(("wanted", "accelerated"), [("jax", False), ("tensorflow", True)])
def test_the_backend_that_is_named_is_taken(wanted, accelerated):
    assert choose_backend(wanted, {"tensorflow"}.__contains__) == Backend(wanted, accelerated)


def test_the_backend_of_keras_is_told():
    import keras

    assert current_backend().name == keras.backend.backend()


def test_a_backend_that_is_not_installed_sees_no_accelerator():
    assert not sees_accelerator("mxnet")


PREPARED = "from fer_edge.training.backend import prepare_training as p; print(p().name); import keras; print({})"


def prepared(backend: str) -> subprocess.CompletedProcess:
    """Prepares training in a process of its own, which prints the backend's name and Keras's word for it."""
    script = PREPARED.format("keras.backend.backend()")
    around = os.environ | {"KERAS_BACKEND": backend}
    return subprocess.run([sys.executable, "-c", script], env=around, capture_output=True, text=True, timeout=60)


def test_what_is_prepared_is_keras_s_and_says_nothing_else():
    done = prepared("tensorflow")
    assert (done.stdout, done.stderr) == ("tensorflow\ntensorflow\n", "")


def test_a_backend_that_is_not_installed_is_told():
    assert "MissingError: mxnet not installed: pip install 'fer-edge[train]'" in prepared("mxnet").stderr


def required(words: str, backend: str | None) -> str:
    """What the last line of stderr says when JAX is required in a process of its own, after `words` of Python."""
    around = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    around |= {"KERAS_BACKEND": backend} if backend else {}
    script = f"import os, sys; {words}; from fer_edge.training import backend as b; b.require_jax()"
    script += "; print(os.environ['KERAS_BACKEND'])"
    done = subprocess.run([sys.executable, "-c", script], env=around, capture_output=True, text=True, timeout=60)
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def test_jax_is_made_the_backend_of_a_run_that_is_shared():
    pytest.importorskip("jax")
    assert required("pass", None) == "jax"


def test_a_shared_run_without_jax_is_told():
    hidden = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda n: None if n == 'jax' else f(n)"
    assert "MissingError: --distribute needs JAX: pip install jax" in required(hidden, None)
    assert "UsageError: --distribute works with JAX, and KERAS_BACKEND says tensorflow" in required(
        "pass", "tensorflow"
    )
