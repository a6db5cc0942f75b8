"""TFLite files: float, and integer from the uint8 faces to the last layer; the card is a zip at the end.

A zip after the FlatBuffer is how TFLite itself attaches files to a model; every runtime ignores it.
"""

import zipfile
from collections import Counter
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from fer_edge.artifact.card import ZIP_MEMBER, ModelCard
from fer_edge.errors import GateError
from fer_edge.system.stderr import silenced_stderr

INTEGER_OPS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


def write_tflite(folded: keras.Model, path: Path) -> None:
    """Convert a folded network with uint8 input to a float file."""
    _convert(tf.lite.TFLiteConverter.from_keras_model(folded), path)


def write_int8_tflite(folded: keras.Model, path: Path, faces: np.ndarray) -> None:
    """Convert a folded network with float input (0 to 255) to full integers with uint8 input.

    faces: uint8 [N, side, side, channels], from which the ranges are read. Raises GateError when an operation that
    should be integer is not.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(folded)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.representative_dataset = lambda: ([face[None].astype(np.float32)] for face in _full_range(faces))
    converter.inference_input_type = tf.uint8
    converter.inference_output_type = tf.float32
    _convert(converter, path)
    left = float_ops(path)
    if left:
        raise GateError(f"{path.name}: {', '.join(left)} stayed in float; build the network of ops that quantize")


def _convert(converter: tf.lite.TFLiteConverter, path: Path) -> None:
    with silenced_stderr():  # It tells of its settings.
        path.write_bytes(converter.convert())


def _full_range(faces: np.ndarray) -> np.ndarray:
    """The faces and one with pixels 0 and 255: so the input's scale is exactly 1 and no grey value moves."""
    ends = np.zeros_like(faces[:1])
    ends[:, ::2] = 255
    return np.concatenate([faces, ends])


def float_ops(path: Path) -> list[str]:
    """Each kind of operation of INTEGER_OPS whose output is not int8, with how many there are."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    # Without a delegate the graph's own operations are listed, not those XNNPACK has taken over.
    interpreter = Interpreter(
        model_path=str(path), experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    types = {tensor["index"]: np.dtype(tensor["dtype"]) for tensor in interpreter.get_tensor_details()}
    found = Counter(
        op["op_name"]
        for op in interpreter._get_ops_details()
        if op["op_name"] in INTEGER_OPS and types[op["outputs"][0]] != np.int8
    )
    return [f"{name} x{count}" for name, count in found.items()]


def embed_card(path: Path, card: ModelCard) -> None:
    """Put a zip that holds the card at the end of a TFLite file, in place of an older one."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as attached:
            start = min(entry.header_offset for entry in attached.infolist())
        with path.open("r+b") as file:
            file.truncate(start)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as attached:
        attached.writestr(ZIP_MEMBER, card.to_json())
