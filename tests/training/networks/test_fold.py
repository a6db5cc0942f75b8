"""Batch norm folded into what comes before it."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.keras_engine import predict  # noqa: E402 - after the skip
from fer_edge.training.networks import FEATURES  # noqa: E402
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402
from tests.training.networks.examples import FACES, SHAPE, with_statistics  # noqa: E402


@pytest.mark.parametrize("arch", FEATURES)
def test_a_folded_network_predicts_the_same_without_batch_norm(arch):
    model = with_statistics(arch)
    folded = fold_batch_norm(model)
    assert not [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert predict(folded, FACES) == pytest.approx(predict(model, FACES), abs=1e-5)
    assert np.ptp(predict(folded, FACES), axis=0).max() > 1e-3


def test_it_takes_faces_in_the_dtype_that_is_named():
    folded = fold_batch_norm(with_statistics("nano"), input_dtype="float32")
    assert folded.inputs[0].dtype == "float32" and folded.input_shape == (None, *SHAPE)
