"""TFLite files in LiteRT."""

import zipfile
from pathlib import Path

import numpy as np

from fer_edge.artifact.card import ZIP_MEMBER, ModelCard
from fer_edge.errors import MissingError, ModelError
from fer_edge.runtime.engines.graph import BATCH, check_graph
from fer_edge.system.stderr import silenced_stderr


class LiteRTEngine:
    """A .tflite file in LiteRT, through its XNNPACK kernels."""

    runtime = "litert"

    def __init__(self, path: Path, threads: int = 1) -> None:
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
        check_graph(path, self.card, dtype, tuple(self._input["shape"]), tuple(output["shape"]))
        self._output = output["index"]
        with silenced_stderr():  # It tells of its kernels.
            self._resize(1)

    def _resize(self, count: int) -> None:
        self._interpreter.resize_tensor_input(self._input["index"], [count, *self._input["shape"][1:]])
        self._interpreter.allocate_tensors()
        self._count = count

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, side, side, channels] to probabilities float32 [N, C]."""
        parts = []
        for start in range(0, len(faces), BATCH):
            part = faces[start : start + BATCH]
            if len(part) != self._count:
                self._resize(len(part))
            self._interpreter.set_tensor(self._input["index"], part)
            self._interpreter.invoke()
            parts.append(self._interpreter.get_tensor(self._output))
        return np.concatenate(parts) if parts else np.empty((0, len(self.card.labels)), np.float32)
