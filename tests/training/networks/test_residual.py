"""The plain residual networks: what they cost, and what an integer graph of them would hold."""

import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.keras_engine import count_macs  # noqa: E402 - after the skip
from fer_edge.training.networks import build  # noqa: E402
from tests.training.networks.examples import CLASSES, SHAPE  # noqa: E402

FOLDED_AWAY = {"BatchNormalization", "Dropout", "InputLayer", "Rescaling"}
INTEGER = {"Conv2D", "ReLU", "Add", "MaxPooling2D", "GlobalAveragePooling2D", "Dense"}


@pytest.mark.parametrize("arch", ["edge", "nano", "teacher"])
def test_an_integer_graph_has_a_kernel_for_every_layer(arch):
    kinds = {type(layer).__name__ for layer in build(arch, SHAPE, CLASSES).inference_model.layers}
    assert kinds - FOLDED_AWAY <= INTEGER


@pytest.mark.parametrize(
    ("arch", "parameters", "macs"),
    [("edge", 894_359, 54_744_384), ("nano", 107_879, 19_575_120), ("teacher", 6_653_943, 441_597_440)],
)
def test_it_has_the_size_that_is_told(arch, parameters, macs):
    model = build(arch, (48, 48, 1), CLASSES).inference_model
    assert (model.count_params(), count_macs(model)) == (parameters, macs)
