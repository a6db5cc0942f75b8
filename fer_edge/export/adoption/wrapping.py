"""The graph with what its author did around it: pixels as they come in, probabilities out, any number of faces."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_edge.errors import ModelError
from fer_edge.export.adoption.original import Original
from fer_edge.export.adoption.scaling import Scaling
from fer_edge.system.stderr import silenced_stderr

OPSET = 17
"""What an older graph is brought to: softmax along one axis, and integers per channel, came with 13."""

LEAST = 13
PREFIX = "adopted/"
"""Before every name of the graph's own: none of them can be one of ours."""


def read_graph(path: Path) -> onnx.ModelProto:
    """The graph of a .onnx file, or of a .tflite file converted; of opset LEAST or later. Raises ModelError."""
    model = _from_tflite(path) if path.suffix == ".tflite" else onnx.load(path)
    versions = [one.version for one in model.opset_import if one.domain in ("", "ai.onnx")]
    if versions and versions[0] >= LEAST:
        return model
    try:
        return onnx.version_converter.convert_version(model, OPSET)
    except (RuntimeError, onnx.checker.ValidationError) as error:
        reason = str(error).strip().splitlines()[0][:160]
        raise ModelError(f"{path} is of opset {versions} and cannot be brought to {OPSET}: {reason}") from error


def _from_tflite(path: Path) -> onnx.ModelProto:
    import tf2onnx

    with silenced_stderr():  # It reads the file with an interpreter that tells of its kernels.
        model, _ = tf2onnx.convert.from_tflite(str(path), opset=OPSET)
    return model


def wrap(model: onnx.ModelProto, original: Original, scaling: Scaling, softmax: bool) -> onnx.ModelProto:
    """A graph from `faces`, uint8 [N, side, side, channels], R, G, B, to `probabilities`, float32 [N, classes].

    softmax: what the graph gives are no probabilities yet.
    """
    taken, given = _ends(model, original)
    wrapped = onnx.compose.add_prefix(model, PREFIX)
    graph = wrapped.graph
    if original.single:
        _free_batch(graph)
    constants, before = _preprocessing(scaling, original, PREFIX + taken)
    after = helper.make_node("Softmax" if softmax else "Identity", [PREFIX + given], ["probabilities"])
    if softmax:
        after.attribute.append(helper.make_attribute("axis", 1))
    nodes = [*before, *graph.node, after]
    side, channels = original.side, original.channels
    for field, values in (
        (graph.node, nodes),
        (graph.input, [helper.make_tensor_value_info("faces", TensorProto.UINT8, ["N", side, side, channels])]),
        (graph.output, [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", original.classes])]),
        (graph.value_info, []),  # Shapes of so many faces at a time as the file took.
    ):
        del field[:]
        field.extend(values)
    graph.initializer.extend(constants)
    onnx.checker.check_model(wrapped)
    return wrapped


def _ends(model: onnx.ModelProto, original: Original) -> tuple[str, str]:
    """Names of input and output in the graph, which a conversion may have changed."""
    constants = {one.name for one in model.graph.initializer}  # Older graphs list them among their inputs.
    (taken,) = (one.name for one in model.graph.input if one.name not in constants)
    outputs = [one.name for one in model.graph.output]
    return taken, original.given if original.given in outputs else outputs[0]


def _preprocessing(
    scaling: Scaling, original: Original, taken: str
) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """Constants and operations from `faces` to the graph's own input."""
    constants = [
        numpy_helper.from_array(np.array(scaling.mean, np.float32), "mean"),
        numpy_helper.from_array(np.array(scaling.deviation, np.float32), "deviation"),
    ]
    steps: list[tuple[str, list[str], dict]] = [("Cast", [], {"to": TensorProto.FLOAT})]
    if scaling.order == "bgr" and original.channels == 3:
        constants.append(numpy_helper.from_array(np.array([2, 1, 0], np.int64), "order"))
        steps.append(("Gather", ["order"], {"axis": 3}))
    steps += [("Sub", ["mean"], {}), ("Div", ["deviation"], {})]
    if original.first:
        steps.append(("Transpose", [], {"perm": [0, 3, 1, 2]}))
    nodes, value = [], "faces"
    for number, (kind, others, attributes) in enumerate(steps, 1):
        result = taken if number == len(steps) else f"preprocessed_{number}"
        nodes.append(helper.make_node(kind, [value, *others], [result], name=f"preprocess_{number}", **attributes))
        value = result
    return constants, nodes


def _free_batch(graph: onnx.GraphProto) -> None:
    """Let a graph of one face take many: a Reshape to [1, …] keeps the number it is given (0) instead."""
    shapes = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    for constant in graph.initializer:
        if constant.name in shapes:
            sizes = numpy_helper.to_array(constant)
            if sizes.ndim == 1 and len(sizes) > 1 and sizes[0] == 1:
                constant.CopyFrom(numpy_helper.from_array(np.array([0, *sizes[1:]], np.int64), constant.name))
