"""ONNX files in ONNX Runtime, on the CPU."""

from pathlib import Path
from typing import Any

import numpy as np

from fer_edge.artifact.card import METADATA_KEY, ModelCard
from fer_edge.errors import ModelError
from fer_edge.runtime.engines.graph import BATCH, check_graph


class OnnxEngine:
    """A .onnx file in ONNX Runtime, on the CPU."""

    runtime = "onnxruntime"

    def __init__(self, path: Path, threads: int = 1, spinning: bool = False) -> None:
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
        check_graph(path, self.card, dtype, tuple(taken.shape), tuple(given.shape))
        self._names = taken.name, given.name

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, side, side, channels] to probabilities float32 [N, C]."""
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
