"""Engines: one model file in its own runtime, uint8 faces in, probabilities out."""

import zipfile
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from fer_edge.card import METADATA_KEY, ZIP_MEMBER, ModelCard
from fer_edge.errors import MissingError, ModelError, UsageError
from fer_edge.muting import muted_stderr

BATCH = 256
"""Faces per call when many are predicted, a bound on memory."""


class Engine(Protocol):
    """A loaded model. runtime: the name of what runs it. card: what its file says of it."""

    runtime: str
    card: ModelCard

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, 48, 48, 1] to probabilities float32 [N, 7]; N may be 0."""


class FixedEngine:
    """The fake that ships: the same probabilities for every face; for tests and dry runs of a loop."""

    runtime = "fixed"

    def __init__(self, card: ModelCard, probabilities: np.ndarray):
        self.card = card
        self._row = np.asarray(probabilities, np.float32)

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces [N, ...] to N copies of the fixed row."""
        return np.tile(self._row, (len(faces), 1))


def open_engine(path: Path, threads: int = 1) -> Engine:
    """Open a .onnx or .tflite file with its card. threads: for one inference, at least 1.

    Raises MissingError when the file or its runtime is not there, ModelError when it is damaged, has no card,
    or its card does not match it, UsageError when its suffix is neither.
    """
    if not path.is_file():
        raise MissingError(f"no model file at {path}: export one with `fer-edge export --int8`")
    if path.suffix == ".onnx":
        return OnnxEngine(path, threads)
    if path.suffix == ".tflite":
        return LiteRTEngine(path, threads)
    raise UsageError(f"{path} is not a model file: expected one that ends in .onnx or .tflite")


class OnnxEngine:
    """A .onnx file in ONNX Runtime, on the CPU."""

    runtime = "onnxruntime"

    def __init__(self, path: Path, threads: int = 1, spinning: bool = False):
        try:
            self._session = open_session(str(path), threads, spinning)
        except onnx_errors() as error:
            raise ModelError(f"{path} is not an ONNX model that ONNX Runtime can load; export it again") from error
        text = self._session.get_modelmeta().custom_metadata_map.get(METADATA_KEY)
        if text is None:
            raise ModelError(f"{path} carries no fer-edge card: export it with `fer-edge export`")
        self.card = ModelCard.from_json(text, str(path))
        taken, given = self._session.get_inputs()[0], self._session.get_outputs()[0]
        dtype = "uint8" if taken.type == "tensor(uint8)" else taken.type
        _check(path, self.card, dtype, tuple(taken.shape), tuple(given.shape))
        self._names = taken.name, given.name

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, 48, 48, 1] to probabilities float32 [N, 7]."""
        taken, given = self._names
        parts = [self._session.run([given], {taken: faces[at : at + BATCH]})[0] for at in range(0, len(faces), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.card.labels)), np.float32)


def open_session(model: str | bytes, threads: int, spinning: bool = False) -> Any:
    """An ONNX Runtime session on the CPU, of a path or a file's content. Raises one of `onnx_errors`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Spinning workers burn a core between the frames of a camera and gain no latency.
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
    options.log_severity_level = 4  # What is wrong is raised, and told by us.
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def onnx_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises; its errors share no base class of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NotImplemented", "RuntimeException")
    return tuple(getattr(state, name) for name in (*names, "NoSuchFile"))


class LiteRTEngine:
    """A .tflite file in LiteRT, through its XNNPACK kernels."""

    runtime = "litert"

    def __init__(self, path: Path, threads: int = 1):
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise MissingError("TFLite files need LiteRT: pip install ai-edge-litert") from error
        try:
            with zipfile.ZipFile(path) as attached:
                text = attached.read(ZIP_MEMBER)
        except (zipfile.BadZipFile, KeyError) as error:
            raise ModelError(f"{path} carries no fer-edge card: export it with `fer-edge export`") from error
        self.card = ModelCard.from_json(text, str(path))
        try:
            self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{path} is not a TFLite model that LiteRT can load; export it again") from error
        self._input = self._interpreter.get_input_details()[0]
        output = self._interpreter.get_output_details()[0]
        dtype = np.dtype(self._input["dtype"]).name
        _check(path, self.card, dtype, tuple(self._input["shape"]), tuple(output["shape"]))
        self._output = output["index"]
        with muted_stderr():  # It tells of its kernels.
            self._resize(1)

    def _resize(self, count: int) -> None:
        self._interpreter.resize_tensor_input(self._input["index"], [count, *self._input["shape"][1:]])
        self._interpreter.allocate_tensors()
        self._count = count

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, 48, 48, 1] to probabilities float32 [N, 7]."""
        parts = []
        for start in range(0, len(faces), BATCH):
            part = faces[start : start + BATCH]
            if len(part) != self._count:
                self._resize(len(part))
            self._interpreter.set_tensor(self._input["index"], part)
            self._interpreter.invoke()
            parts.append(self._interpreter.get_tensor(self._output))
        return np.concatenate(parts) if parts else np.empty((0, len(self.card.labels)), np.float32)


def _check(path: Path, card: ModelCard, dtype: str, taken: tuple, given: tuple) -> None:
    """Raises ModelError when the graph's input or output is not what the card says."""
    expected = (card.side, card.side, 1)
    if dtype != "uint8" or tuple(taken[1:]) != expected:
        size = "x".join(map(str, taken[1:]))
        wanted = "x".join(map(str, expected))
        raise ModelError(f"{path} takes {dtype} faces of {size}, its card says uint8 {wanted}: export it again")
    if given[-1] != len(card.labels):
        raise ModelError(f"{path} gives {given[-1]} values, its card has {len(card.labels)} labels: export it again")
