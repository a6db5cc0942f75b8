"""A network of the user's own, from a Python file of the working directory."""

import sys
from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import UsageError  # noqa: E402 - after the skip
from fer_edge.training.keras_engine import count_macs, load_keras, predict  # noqa: E402
from fer_edge.training.networks import build, own  # noqa: E402
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402

FACES = np.random.default_rng(0).integers(0, 255, (4, 16, 16, 1), np.uint8)

CODE = """
import keras
from keras import layers, ops

def network(faces):
    inner = keras.Sequential([layers.DepthwiseConv2D(3, use_bias=False, name="first"), layers.BatchNormalization()])
    act = layers.ReLU()
    x = act(inner(layers.Conv2D(8, 3, padding="same", name="first")(faces)))
    x = act(layers.Conv2D(8, 3, padding="same")(x) * 0.5 + x)
    return layers.BatchNormalization()(layers.SeparableConv2D(5, 3)(layers.MaxPooling2D()(x)))

def number(faces):
    return 3

def pixels(faces):
    return faces[0]

def wrong(faces):
    return layers.Dense(0)(faces)

def twice(faces):
    dense = layers.Dense(1)
    return dense(dense(faces))

def code(faces):
    return layers.Lambda(lambda x: x)(faces)

class Mine(layers.Layer):
    def call(self, x):
        return x

def custom(faces):
    return Mine()(faces)

def aside(faces):
    return keras.Input((3,))
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """`own_networks` in the working directory."""
    (tmp_path / "own_networks.py").write_text(CODE)
    (tmp_path / "broken.py").write_text("def network(:")
    (tmp_path / "needy.py").write_text("import not_installed_here")
    monkeypatch.chdir(tmp_path)
    yield
    for name in ("own_networks", "broken", "needy"):
        sys.modules.pop(name, None)


def test_it_is_built_folded_and_loaded_without_its_code(module, tmp_path):
    model = build("own_networks:network", FACES.shape[1:], 3).inference_model
    model.set_weights([w + np.float32(0.1) for w in model.get_weights()])
    folded = fold_batch_norm(model)
    norms = [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert len(norms) == 1  # The one that follows no convolution stays.
    assert predict(folded, FACES) == pytest.approx(predict(model, FACES), abs=1e-5)
    model.save(tmp_path / "model.keras")
    (tmp_path / "own_networks.py").unlink()
    sys.modules.pop("own_networks")
    assert predict(load_keras(tmp_path / "model.keras"), FACES) == pytest.approx(predict(model, FACES), abs=1e-6)
    assert count_macs(model) == 16 * 16 * 9 * 8 + 14 * 14 * (9 * 8 + 9 * 8 * 8) + 5 * 5 * (9 * 8 + 8 * 5) + 5 * 3


def test_the_network_that_learns_begins_with_the_weights_that_the_function_gave(module):
    networks = build("own_networks:network", FACES.shape[1:], 3)
    pairs = zip(networks.train_core.get_weights(), networks.inference_model.get_weights(), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)
    norms = [layer for layer in networks.train_core.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert [norm.momentum for norm in norms] == [0.9, 0.9]


def test_the_example_of_the_documents_is_a_network(tmp_path, monkeypatch):
    page = (Path(__file__).parents[3] / "docs" / "networks.md").read_text()
    (tmp_path / "mine_of_the_page.py").write_text(page.split("```python\n")[1].split("```")[0])
    monkeypatch.chdir(tmp_path)
    assert own.features("mine_of_the_page:network", keras.Input((48, 48, 1))).shape == (None, 64)
    sys.modules.pop("mine_of_the_page")


@pytest.mark.parametrize(
    ("arch", "said"),
    [
        ("not_there:network", "no not_there.py in this folder"),
        ("broken:network", "broken cannot be imported"),
        ("needy:network", "needy imports not_installed_here, which is not installed"),
        ("own_networks:nothing", "own_networks has no function nothing"),
        ("own_networks:number", "returned a int"),
        ("own_networks:pixels", r"returned a tensor of shape \(16, 16, 1\)"),
        ("own_networks:wrong", "failed"),
        ("own_networks:twice", "has weights and is called twice"),
        ("own_networks:code", r"\(Lambda\) could not be loaded elsewhere"),
        ("own_networks:custom", r"\(Mine\) could not be loaded elsewhere"),
        ("own_networks:aside", "own_networks:aside"),
    ],
)
def test_what_cannot_be_a_network_is_told_in_a_line(module, arch, said):
    with pytest.raises(UsageError, match=said) as told:
        own.features(arch, keras.Input(FACES.shape[1:]))
    assert "\n" not in str(told.value) and arch in str(told.value) and "" not in sys.path
