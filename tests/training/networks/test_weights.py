"""A body begins with the weights of a file, or of one that Keras publishes."""

import hashlib
import urllib.error
from types import SimpleNamespace

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import MissingError, ModelError, UsageError  # noqa: E402 - after the skip
from fer_edge.training.networks import backbones, build, weights  # noqa: E402
from fer_edge.training.networks.weights import Published, load_body, weights_file  # noqa: E402


@pytest.fixture
def small(monkeypatch):
    """A function of keras.applications that makes a network of a hundred weights, in the place of VGG16."""

    def make(include_top, weights, input_tensor, pooling):
        faces = keras.Input((None, None, 3)) if input_tensor is None else input_tensor
        x = keras.layers.Conv2D(4, 3, strides=2)(faces)
        x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
        if input_tensor is None:
            return keras.Model(faces, x)
        return SimpleNamespace(output=keras.layers.GlobalAveragePooling2D()(x), layers=[])

    monkeypatch.setattr(keras.applications, "VGG16", make)
    return make


def same(network: keras.Model, body: list[np.ndarray]) -> bool:
    return all(np.array_equal(ours, theirs) for ours, theirs in zip(network.get_weights(), body, strict=False))


@pytest.mark.parametrize("name", ["body.weights.h5", "body.keras"])
def test_the_body_has_the_weights_of_the_file_and_the_head_its_own(small, tmp_path, name):
    body = backbones.body("vgg16")
    (body.save_weights if name.endswith(".h5") else body.save)(tmp_path / name)
    network = build("vgg16", (16, 16, 1), 3).inference_model
    head = network.get_weights()[-2]
    assert not same(network, body.get_weights())
    load_body(network, "vgg16", tmp_path / name)
    assert same(network, body.get_weights()) and np.array_equal(network.get_weights()[-2], head)


def test_a_whole_model_of_ours_gives_its_body(small, tmp_path):
    trained, network = (build("vgg16", (16, 16, 1), classes).inference_model for classes in (5, 3))
    trained.save(tmp_path / "model.keras")
    load_body(network, "vgg16", tmp_path / "model.keras")
    assert same(network, trained.get_weights()[:-2])


@pytest.mark.parametrize("name", ["other.weights.h5", "other.keras"])
def test_a_file_of_another_network_is_refused(small, tmp_path, name):
    faces = keras.Input((16, 16, 3))
    other = keras.Model(faces, keras.layers.Conv2D(5, 3)(faces))
    (other.save_weights if name.endswith(".h5") else other.save)(tmp_path / name)
    with pytest.raises(UsageError, match=rf"--weights .*{name}: expected the weights of keras.applications.VGG16"):
        load_body(build("vgg16", (16, 16, 1), 3).inference_model, "vgg16", tmp_path / name)


def test_a_damaged_file_is_told_as_one(small, tmp_path):
    (tmp_path / "cut.weights.h5").write_bytes(b"\x89HDF\r\n\x1a\nand no more")
    with pytest.raises(ModelError, match=r"cut.weights.h5 is damaged"):
        load_body(build("vgg16", (16, 16, 1), 3).inference_model, "vgg16", tmp_path / "cut.weights.h5")


def test_a_file_that_is_not_there_is_missed(tmp_path):
    with pytest.raises(MissingError, match="no such file"):
        weights_file("vgg16", str(tmp_path / "none.h5"))


def refuse(address, timeout):
    raise urllib.error.URLError("no way")


def test_without_a_network_the_file_and_the_way_out_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights.urllib.request, "urlopen", refuse)
    with pytest.raises(MissingError, match=r"cannot fetch resnet50_\w+_notop.h5 \(no way\).*--weights FILE needs no"):
        weights_file("resnet50", "imagenet")
    assert not list((tmp_path / "models").iterdir())


def test_what_keras_has_fetched_is_taken_and_another_file_of_that_name_is_not(monkeypatch, tmp_path):
    there = tmp_path / "models" / "vgg.h5"
    there.parent.mkdir()
    there.write_bytes(b"weights")
    digest = hashlib.md5(b"weights", usedforsecurity=False).hexdigest()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(weights.urllib.request, "urlopen", refuse)
    monkeypatch.setitem(weights.IMAGENET_FILES, "vgg16", Published("vgg16/vgg.h5", digest))
    assert weights_file("vgg16", "imagenet") == there
    there.write_bytes(b"others")
    with pytest.raises(MissingError, match="cannot fetch"):
        weights_file("vgg16", "imagenet")


def test_what_was_fetched_is_held_against_its_digest(monkeypatch, tmp_path):
    (tmp_path / "served").write_bytes(b"weights")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(weights.urllib.request, "urlopen", lambda address, timeout: (tmp_path / "served").open("rb"))
    digest = hashlib.md5(b"weights", usedforsecurity=False).hexdigest()
    monkeypatch.setitem(weights.IMAGENET_FILES, "vgg16", Published("vgg16/vgg.h5", digest))
    assert weights_file("vgg16", "imagenet").read_bytes() == b"weights"
    monkeypatch.setitem(weights.IMAGENET_FILES, "vgg16", Published("vgg16/other.h5", digest[::-1]))
    with pytest.raises(MissingError, match=r"what came is not other.h5"):
        weights_file("vgg16", "imagenet")
    assert [path.name for path in (tmp_path / "home" / "models").iterdir()] == ["vgg.h5"]
