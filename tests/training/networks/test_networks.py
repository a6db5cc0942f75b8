"""One architecture in three forms: of the same weights, for any classes, side and channels."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.keras_engine import predict  # noqa: E402 - after the skip
from fer_edge.training.networks import FEATURES, TrainingSpec, build  # noqa: E402
from tests.training.networks.examples import CLASSES, FACES, SHAPE  # noqa: E402


@pytest.mark.parametrize("arch", FEATURES)
def test_train_core_and_inference_model_have_the_same_weights_in_the_same_order(arch):
    networks = build(arch, SHAPE, CLASSES, TrainingSpec(precision="mixed_bfloat16", quantization_aware=True))
    names = [[w.path.split("/")[-1] for w in net.weights] for net in (networks.train_core, networks.inference_model)]
    assert names[0] == names[1]
    networks.inference_model.set_weights(networks.train_core.get_weights())


def test_the_train_core_alone_computes_in_another_precision():
    networks = build("nano", SHAPE, CLASSES, TrainingSpec(precision="mixed_bfloat16"))
    precisions = [
        {layer.compute_dtype for layer in network.layers if isinstance(layer, keras.layers.Conv2D)}
        for network in (networks.train_core, networks.inference_model)
    ]
    assert precisions == [{"bfloat16"}, {"float32"}]
    assert {weights.dtype for weights in networks.train_core.weights} == {"float32"}


@pytest.mark.parametrize(("shape", "classes"), [((32, 32, 3), 3), ((20, 20, 1), 2)])
def test_faces_and_labels_are_the_caller_s(shape, classes):
    model = build("nano", shape, classes).inference_model
    probabilities = predict(model, np.zeros((2, *shape), np.uint8))
    assert probabilities.shape == (2, classes) and probabilities.sum(axis=1) == pytest.approx(1)


def test_votes_are_the_training_model_s_alone():
    networks = build("nano", SHAPE, CLASSES, TrainingSpec(vote_columns=10))
    assert np.asarray(networks.training_model(FACES)["votes"]).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert networks.inference_model.output_shape == networks.train_core.output_shape == (None, CLASSES)
    assert set(build("nano", SHAPE, CLASSES).training_model.output) == {"expression"}
