"""Which runtime a model file is opened in."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

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
    does not match it, or its first answer is no probabilities, ProbeError when it answers otherwise than at its export,
    UsageError when its suffix is neither.
    """
    engine = load_engine(path, threads)
    prove_engine(engine, path)
    return engine


def load_engine(path: Path, threads: int = 1) -> Engine:
    """As `open_engine`, without asking it anything."""
    if not path.is_file():
        raise MissingError(f"no model file at {path}: export one with `fer-edge export --int8`")
    if path.suffix not in RUNTIMES:
        raise UsageError(f"{path} is not a model file: expected one that ends in .onnx or .tflite")
    with damage_told(path, _errors(path)):
        return RUNTIMES[path.suffix](path, threads)


def prove_engine(engine: Engine, path: Path, first: np.ndarray | None = None) -> float:
    """Let the engine of a file answer its card's probes, and return the seconds that the `first` faces took before.

    Raises as `open_engine`.
    """
    began = time.perf_counter()
    with damage_told(path, _errors(path)):
        if first is not None:
            engine.predict(first)
        seconds = time.perf_counter() - began
        replay_probes(engine, path)
    return seconds


def _errors(path: Path) -> tuple[type[Exception], ...]:
    return onnx_errors() if path.suffix == ".onnx" else ()
