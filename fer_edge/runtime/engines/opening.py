"""Which runtime a model file is opened in."""

from collections.abc import Callable
from pathlib import Path

from fer_edge.artifact.damage import damage_told
from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.engines.litert import LiteRTEngine
from fer_edge.runtime.engines.onnx import OnnxEngine, onnx_errors
from fer_edge.runtime.engines.probing import replay_probes
from fer_edge.runtime.types import Engine

RUNTIMES: dict[str, Callable[[Path, int], Engine]] = {".onnx": OnnxEngine, ".tflite": LiteRTEngine}


def open_engine(path: Path, threads: int = 1) -> Engine:
    """Open a .onnx or .tflite file with its card. threads: for one inference, at least 1.

    Raises MissingError when the file or its runtime is not there, ModelError when it is damaged, has no card, its card
    does not match it, or its first answer is no probabilities, UsageError when its suffix is neither.
    """
    if not path.is_file():
        raise MissingError(f"no model file at {path}: export one with `fer-edge export --int8`")
    if path.suffix not in RUNTIMES:
        raise UsageError(f"{path} is not a model file: expected one that ends in .onnx or .tflite")
    with damage_told(path, onnx_errors() if path.suffix == ".onnx" else ()):
        engine = RUNTIMES[path.suffix](path, threads)
        replay_probes(engine, path)
    return engine
