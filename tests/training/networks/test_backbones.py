"""Networks of keras.applications in our frame: they take faces as ours do, and do their own preparing."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.keras_engine import predict  # noqa: E402 - after the skip
from fer_edge.training.networks import build  # noqa: E402
from fer_edge.training.networks.backbones import PICTURES, _as_expected, features  # noqa: E402
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402
from fer_edge.training.settings import BACKBONES  # noqa: E402
from fer_edge.training.transfer.stages import HEAD, LAST, REST, parts  # noqa: E402

FACES = np.random.default_rng(0).integers(0, 255, (4, 48, 48, 1), np.uint8)


def prepared(arch: str, faces: np.ndarray) -> np.ndarray:
    """What the backbone itself sees of uint8 faces."""
    inputs = keras.Input(faces.shape[1:])
    return np.asarray(keras.Model(inputs, _as_expected(inputs, PICTURES[arch]))(faces / np.float32(255)))


def test_every_backbone_is_in_keras_and_known():
    assert set(BACKBONES) == set(PICTURES) and all(hasattr(keras.applications, name) for name in BACKBONES.values())


@pytest.mark.parametrize(("arch", "width"), [("mobilenetv3", 576), ("vgg16", 512)])
def test_features_come_of_grey_faces_of_any_side(arch, width):
    assert features(arch, keras.Input((24, 24, 1))).shape == (None, width)


@pytest.mark.parametrize("arch", ["vgg16", "resnet50"])
def test_colour_is_prepared_as_keras_does_it(arch):
    faces = np.random.default_rng(0).integers(0, 255, (2, 96, 96, 3), np.uint8)
    theirs = getattr(keras.applications, arch).preprocess_input(faces.astype(np.float32))
    assert prepared(arch, faces) == pytest.approx(theirs, abs=1e-3)


def test_grey_faces_have_three_channels_of_the_size_that_is_expected():
    grey = prepared("mobilenetv3", FACES)
    assert grey.shape == (4, 96, 96, 3) and grey.min() >= -1 and grey.max() <= 1 and grey.std() > 0.3
    black = prepared("efficientnetv2", np.zeros_like(FACES))[0, 0, 0]
    assert black == pytest.approx([-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225], abs=1e-5)


@pytest.fixture(scope="module")
def network():
    """A network whose batch norms have statistics of their own, as after training."""
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    model = build("mobilenetv3", FACES.shape[1:], 7).inference_model
    # Larger than it begins with, or a hundred layers would leave nothing of a face.
    model.set_weights([w * random.uniform(1.5, 2.5, w.shape) for w in model.get_weights()])
    return model


def test_a_folded_backbone_predicts_the_same_without_batch_norm(network):
    folded = fold_batch_norm(network)
    assert not [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert predict(folded, FACES) == pytest.approx(predict(network, FACES), abs=1e-4)
    assert np.ptp(predict(folded, FACES), axis=0).max() > 1e-3


def test_its_last_stage_are_the_maps_of_the_last_size(network):
    belongs = parts(network)
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D) and layer.weights]
    sizes = {
        part: {layer.output.shape[1] for layer in convolutions if belongs[layer.name] == part} for part in (LAST, REST)
    }
    assert max(sizes[LAST]) == 3 and {48, 12, 6} <= sizes[REST]
    assert [name for name, part in belongs.items() if part == HEAD] == ["probabilities"]
