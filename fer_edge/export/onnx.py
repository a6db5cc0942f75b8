"""ONNX files: float through tf2onnx, int8 as QDQ per channel, each with its card among the metadata."""

import math
from pathlib import Path

import keras
import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from fer_edge.artifact.card import METADATA_KEY, ModelCard
from fer_edge.errors import GateError
from fer_edge.runtime.engines.onnx import open_session

INTEGER_OPS = ("Conv", "Gemm", "MatMul")
"""Where the arithmetic is: one of these left in float makes a file int8 in name only."""

QUANTIZED_OPS = (*INTEGER_OPS, "Add", "Relu", "MaxPool", "GlobalAveragePool", "ReduceMean")
CALIBRATIONS = {
    "minmax": CalibrationMethod.MinMax,
    "entropy": CalibrationMethod.Entropy,
    "percentile": CalibrationMethod.Percentile,
}


BATCH = 50
MAPS_AT_ONCE = 2_000_000_000
"""Bytes: histograms are made of all maps of all faces at once, which a large network would not leave room for."""


class CalibrationError(GateError):
    """The ranges of an integer file cannot be read in the way that was asked for."""


def write_onnx(folded: keras.Model, path: Path) -> None:
    """Convert a folded network with uint8 input; the file's input is `faces`, its output `probabilities`."""
    folded(np.zeros((1, *folded.input_shape[1:]), np.uint8))  # Keras exports only what has been called.
    # Keras calls tf2onnx with the patch it needs under numpy 2; a direct call would miss it.
    folded.export(str(path), format="onnx", verbose=False)
    model = onnx.load(path)
    for value, name in ((model.graph.input[0], "faces"), (model.graph.output[0], "probabilities")):
        _rename(model.graph, value.name, name)
        value.name = name
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
        node.output[:] = [new if name == old else name for name in node.output]


class _Faces(CalibrationDataReader):
    """Faces in batches; `at_once` of them are read between two calls of set_range."""

    def __init__(self, faces: np.ndarray, most: int) -> None:
        # The histograms of entropy and percentile are stacked: batches of unlike sizes would not fit.
        whole = [faces[at : at + BATCH] for at in range(0, len(faces) - BATCH + 1, BATCH)] or [faces]
        parts = math.ceil(len(whole) / most)
        self.at_once = len(whole) // parts
        self._batches = whole[: self.at_once * parts]
        self.set_range(0, len(self))

    def __len__(self) -> int:
        return len(self._batches)

    def set_range(self, start_index: int, end_index: int) -> None:
        """Go on with these batches."""
        self._left = iter(self._batches[start_index:end_index])

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next batch, by the input's name; None after the last."""
        batch = next(self._left, None)
        return None if batch is None else {"faces": batch}


def _map_bytes(path: Path) -> int:
    """The bytes of all maps of one face in a graph whose shapes are known."""
    shapes = (value.type.tensor_type.shape.dim[1:] for value in onnx.load(path).graph.value_info)
    return 4 * sum(math.prod(size.dim_value for size in shape) for shape in shapes)


def write_best_int8_onnx(source: Path, path: Path, faces: np.ndarray, others: np.ndarray) -> str:
    """Quantize with each of CALIBRATIONS, keep the file that agrees best with the float one, and return its name.

    faces: from which the ranges are read. others: on which agreement is measured; both uint8 [N, side, side, channels].
    """
    wanted = _answers(source, others)
    agreements: dict[str, float] = {}
    for calibration in CALIBRATIONS:
        candidate = path.with_suffix(f".{calibration}")
        try:
            write_int8_onnx(source, candidate, faces, calibration)
        except CalibrationError:
            if calibration == list(CALIBRATIONS)[-1] and not agreements:
                raise
            continue
        agreements[calibration] = float((_answers(candidate, others) == wanted).mean())
    best = max(agreements, key=agreements.__getitem__)
    for calibration in agreements:
        candidate = path.with_suffix(f".{calibration}")
        candidate.replace(path) if calibration == best else candidate.unlink()
    return best


def _answers(path: Path, faces: np.ndarray) -> np.ndarray:
    session = open_session(str(path), threads=0)
    parts = np.array_split(faces, max(1, len(faces) // 250))
    return np.concatenate([session.run(None, {"faces": part})[0].argmax(axis=1) for part in parts])


def write_int8_onnx(source: Path, path: Path, faces: np.ndarray, calibration: str = "minmax") -> None:
    """Quantize a float file: activations uint8, weights int8 per channel, ranges read from `faces`.

    Raises GateError when an operation that should be integer is not, CalibrationError when no ranges can be read.
    """
    prepared = path.with_suffix(".prepared")
    try:
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        reader = _Faces(faces, max(1, MAPS_AT_ONCE // max(1, BATCH * _map_bytes(prepared))))
        quantize_static(
            str(prepared),
            str(path),
            reader,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(QUANTIZED_OPS),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CALIBRATIONS[calibration],
            extra_options={"CalibStridedMinMax": reader.at_once},  # Of every method, whatever its name says.
        )
    except ValueError as error:  # Of numpy, over values that all lie within a rounding of one another.
        reason = f"no ranges can be read by {calibration} ({error})"
        raise CalibrationError(f"{path.name}: {reason}; try --calibration minmax") from error
    finally:
        prepared.unlink(missing_ok=True)
    left = float_ops(path)
    if left:
        raise GateError(f"{path.name}: {', '.join(left)} stayed in float; build the network of ops that quantize")


def float_ops(path: Path) -> list[str]:
    """The names of operations of INTEGER_OPS whose inputs are not dequantized integers."""
    graph = onnx.load(path).graph
    dequantized = {node.output[0] for node in graph.node if node.op_type == "DequantizeLinear"}
    wanted = (node for node in graph.node if node.op_type in INTEGER_OPS)
    return [node.name for node in wanted if not dequantized.issuperset(node.input[:2])]


def embed_card(path: Path, card: ModelCard) -> None:
    """Put the card among the metadata of an ONNX file, in place of an older one."""
    model = onnx.load(path)
    kept = [entry for entry in model.metadata_props if entry.key != METADATA_KEY]
    del model.metadata_props[:]
    model.metadata_props.extend(kept)
    model.metadata_props.add(key=METADATA_KEY, value=card.to_json(compact=True))
    onnx.save(model, path)
