"""Make the stand-in models: python -m tests.standin.make [FOLDER]."""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_edge.artifact.card import METADATA_KEY, ModelCard
from fer_edge.data.labels import LABELS
from tests import standin

DATE = "2026-01-01T00:00:00+00:00"
RGB_CARD = ModelCard(
    name="standin",
    labels=("red", "green", "blue"),
    side=32,
    channels=3,
    architecture="mean",
    parameters=12,
    macs=9,
    date=DATE,
)
GREY_CARD = ModelCard(name="standin", labels=LABELS, side=48, architecture="mean", parameters=14, macs=7, date=DATE)


def build(card: ModelCard, weights: np.ndarray, bias: np.ndarray) -> onnx.ModelProto:
    """Softmax over `weights` [channels, C] of the mean shades, 0 to 1, plus `bias` [C]; the card among its metadata."""
    size = ("N", card.side, card.side, card.channels)
    nodes = [
        helper.make_node("Cast", ["faces"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels"], ["shades"], axes=[1, 2], keepdims=0),
        helper.make_node("Gemm", ["shades", "weights", "bias"], ["logits"], alpha=1 / 255),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "standin",
        [helper.make_tensor_value_info("faces", TensorProto.UINT8, size)],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ("N", len(card.labels)))],
        [
            numpy_helper.from_array(values.astype(np.float32), name)
            for name, values in (("weights", weights), ("bias", bias))
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {METADATA_KEY: card.to_json()})
    onnx.checker.check_model(model)
    return model


def build_rgb() -> onnx.ModelProto:
    """The brightest channel is the label."""
    return build(RGB_CARD, 8 * np.eye(3), np.zeros(3))


def build_grey() -> onnx.ModelProto:
    """The label whose shade is nearest: logits -100 (mean - shade)^2, without the part that all have in common."""
    shades = np.linspace(0, 1, len(LABELS))
    return build(GREY_CARD, 200 * shades[None], -100 * shades**2)


def make(folder: Path) -> None:
    """Write both into `folder`."""
    onnx.save(build_rgb(), folder / standin.RGB.name)
    onnx.save(build_grey(), folder / standin.GREY.name)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else standin.RGB.parent)
