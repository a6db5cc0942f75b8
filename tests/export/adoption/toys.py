"""A classifier that is none of ours: dark, grey or bright pictures, from their mean; made with ONNX alone."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_edge.data.faces import FaceSet

SHADES = ("dark", "grey", "bright")
SIDE = 16


def shades(count: int, channels: int = 1, seed: int = 0, deviation: float = 15) -> FaceSet:
    """Pictures uint8 [3 * count, SIDE, SIDE, channels] about 50, 128 and 205, with noise of a deviation."""
    random = np.random.default_rng(seed)
    labels = np.tile(np.arange(3), count)
    middles = np.array([50, 128, 205])[labels][:, None, None, None]
    noise = random.normal(0, deviation, (len(labels), SIDE, SIDE, channels))
    faces = np.clip(middles + noise, 0, 255).astype(np.uint8)
    return FaceSet(faces=faces, labels=labels, rows=np.full(len(labels), -1), classes=SHADES)


def write_shades(
    path: Path,
    *,
    channels: int = 1,
    sides: tuple[int | str, int | str] = (SIDE, SIDE),
    first: bool = True,
    batch: int | str = "N",
    opset: int = 17,
    red: bool = False,
) -> Path:
    """A .onnx file that takes float pixels from -1 to 1 and gives logits of SHADES.

    first: channels come before height and width. batch: of its input; 1 also writes a Reshape to one row. red: only
    the channel in the first place counts.
    """
    shape = [batch, channels, *sides] if first else [batch, *sides, channels]
    mean_axes = [2, 3] if first else [1, 2]
    weights = np.zeros((channels, 3), np.float32)
    # Logits -12 m - 3, 0 and 12 m - 3 of the mean m: grey wins within a quarter of the middle.
    weights[: 1 if red else channels] = np.array([-12, 0, 12], np.float32) / (1 if red else channels)
    constants = {
        "weights": weights,
        "bias": np.array([-3, 0, -3], np.float32),
        "row": np.array([1, channels], np.int64),
    }
    nodes = [
        helper.make_node("ReduceMean", ["pixels"], ["means"], axes=mean_axes, keepdims=0),
        helper.make_node("Reshape", ["means", "row"], ["rows"])
        if batch == 1
        else helper.make_node("Identity", ["means"], ["rows"]),
        helper.make_node("Gemm", ["rows", "weights", "bias"], ["probabilities"]),  # A name that is ours.
    ]
    graph = helper.make_graph(
        nodes,
        "shades",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [batch, 3])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8), path)
    return path
