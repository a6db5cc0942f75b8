"""How large a graph is, and how much it computes."""

from math import prod

import onnx
from onnx import numpy_helper


def count_parameters(model: onnx.ModelProto) -> int:
    """The numbers of its constants of one dimension or more, but for lists of sizes and indices."""
    floats = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.INT8, onnx.TensorProto.UINT8)
    return sum(prod(one.dims) for one in model.graph.initializer if one.dims and one.data_type in floats)


def count_macs(model: onnx.ModelProto) -> int:
    """Multiply-accumulates for one face, of its convolutions and matrix products; 0 where shapes cannot be told."""
    one_face = onnx.ModelProto()
    one_face.CopyFrom(model)
    for value in one_face.graph.input:
        value.type.tensor_type.shape.dim[0].dim_value = 1
    inferred = onnx.shape_inference.infer_shapes(one_face, data_prop=True).graph
    sizes = {one.name: numpy_helper.to_array(one).shape for one in inferred.initializer}
    for value in (*inferred.input, *inferred.value_info, *inferred.output):
        sizes[value.name] = tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)
    return sum(_macs(node, sizes) for node in inferred.node)


def _macs(node: onnx.NodeProto, sizes: dict[str, tuple[int, ...]]) -> int:
    result = sizes.get(node.output[0])
    weights = sizes.get(node.input[1]) if len(node.input) > 1 else None
    if result is None or weights is None:
        return 0
    if node.op_type == "Conv":  # Weights [out, in / groups, height, width].
        return prod(result) * prod(weights[1:])
    if node.op_type == "Gemm":
        turned = any(one.name == "transB" and one.i for one in node.attribute)
        return prod(result) * weights[1 if turned else 0]
    return prod(result) * weights[-2] if node.op_type == "MatMul" and len(weights) > 1 else 0
