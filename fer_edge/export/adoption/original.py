"""The file as it was made, in its own runtime: what it takes and gives, and how it answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fer_edge.errors import MissingError, ModelError, UsageError
from fer_edge.export.adoption.scaling import Scaling
from fer_edge.runtime.engines.onnx import onnx_errors, open_session
from fer_edge.system.stderr import silenced_stderr

CHANNELS = (1, 3)
Values = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Original:
    """A classifier made elsewhere.

    taken, given: names of its input and output. side, channels: of the faces it takes. first: its channels come before
    height and width. classes: how many values it gives. single: it takes one face at a time. rounds: it has integers
    inside, as a TFLite file of dynamic range, and rounds in its runtime's own ways. run: maps a batch as it
    takes it, float32, to its values float32 [N, classes].
    """

    taken: str
    given: str
    side: int
    channels: int
    first: bool
    classes: int
    single: bool
    rounds: bool
    run: Values

    def values(self, faces: np.ndarray, scaling: Scaling) -> np.ndarray:
        """What it gives for faces uint8 [N, side, side, channels]: float32 [N, classes], not yet probabilities."""
        floats = scaling.apply(faces)
        if self.first:
            floats = floats.transpose(0, 3, 1, 2)
        step = 1 if self.single else 256
        parts = [np.ascontiguousarray(floats[at : at + step]) for at in range(0, len(floats), step)]
        return np.concatenate([self.run(part) for part in parts])


def open_original(path: Path, layout: str) -> Original:
    """Look at a .onnx or .tflite file. layout: "nhwc", "nchw" or "auto".

    Raises MissingError where it is not there or its runtime is not, ModelError where it is no classifier of square
    faces, UsageError where nobody can tell what it takes.
    """
    if not path.is_file():
        raise MissingError(f"no file at {path}: name a .onnx or .tflite file")
    if path.suffix not in (".onnx", ".tflite"):
        raise UsageError(f"{path.name}: expected a .onnx or .tflite file; a .keras file is exported with its training")
    return (_open_onnx if path.suffix == ".onnx" else _open_tflite)(path, layout)


def _open_onnx(path: Path, layout: str) -> Original:
    try:
        session = open_session(str(path), threads=0)
    except onnx_errors() as error:
        raise ModelError(f"{path} is not an ONNX model that ONNX Runtime can load: {_line(error)}") from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    taken = _only(path, "input", [one.name for one in inputs if len(one.shape) == 4], len(inputs))
    given = _only(path, "output", [one.name for one in outputs if len(one.shape) == 2], None)
    source = next(one for one in inputs if one.name == taken)
    if source.type != "tensor(float)":
        raise ModelError(f"{path} takes {source.type}: expected float32 pixels")
    target = next(one for one in outputs if one.name == given)

    def run(batch: np.ndarray) -> np.ndarray:
        try:
            return session.run([given], {taken: batch})[0]
        except onnx_errors() as error:
            raise ModelError(f"{path} cannot read {list(batch.shape)}: {_line(error)}") from error

    original = _described(path, (taken, given), tuple(source.shape), target.shape[1], layout, run)
    return replace(original, single=source.shape[0] == 1)


def _open_tflite(path: Path, layout: str) -> Original:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise MissingError("TFLite files need LiteRT: pip install ai-edge-litert") from error
    try:
        with silenced_stderr():
            interpreter = Interpreter(model_path=str(path), num_threads=1)
            interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is not a TFLite model that LiteRT can load: {_line(error)}") from error
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    taken = _only(path, "input", [one["name"] for one in inputs if len(one["shape"]) == 4], len(inputs))
    given = _only(path, "output", [one["name"] for one in outputs if len(one["shape"]) == 2], None)
    source, target = inputs[0], next(one for one in outputs if one["name"] == given)
    if {np.dtype(one["dtype"]) for one in (source, target)} != {np.dtype(np.float32)}:
        raise ModelError(f"{path} takes or gives integers: convert it with float32 inputs and outputs")

    def run(batch: np.ndarray) -> np.ndarray:
        interpreter.set_tensor(source["index"], batch)
        interpreter.invoke()
        return interpreter.get_tensor(target["index"])

    original = _described(path, (taken, given), tuple(map(int, source["shape"])), int(target["shape"][1]), layout, run)
    integers = any(np.dtype(one["dtype"]) == np.int8 for one in interpreter.get_tensor_details())
    return replace(original, rounds=integers)


def _only(path: Path, what: str, fitting: list[str], all_of_them: int | None) -> str:
    """The one input or output that fits. all_of_them: how many there are, where there may be one alone."""
    if len(fitting) != 1 or all_of_them not in (None, 1):
        wanted = "one input of four dimensions" if what == "input" else "one output [faces, classes]"
        raise ModelError(f"{path}: expected {wanted}, got {len(fitting)} such of {all_of_them or 'all'}")
    return fitting[0]


def _described(
    path: Path, names: tuple[str, str], shape: tuple[Any, ...], classes: Any, layout: str, run: Values
) -> Original:
    first = _is_first(path, shape, layout)
    channels, sides = (shape[1], shape[2:]) if first else (shape[3], shape[1:3])
    if channels not in CHANNELS:
        raise ModelError(f"{path} takes {channels} channels: expected 1 (grey) or 3 (colour); see --layout")
    if not all(isinstance(side, int) for side in sides) or sides[0] != sides[1]:
        raise ModelError(f"{path} takes pictures of {sides[0]}x{sides[1]}: expected a fixed square")
    if not isinstance(classes, int) or classes < 2:
        raise ModelError(f"{path} gives {classes} values a face: expected one for each of two or more classes")
    return Original(
        taken=names[0],
        given=names[1],
        side=int(sides[0]),
        channels=int(channels),
        first=first,
        classes=classes,
        single=True,
        rounds=False,
        run=run,
    )


def _is_first(path: Path, shape: tuple[Any, ...], layout: str) -> bool:
    if layout != "auto":
        return layout == "nchw"
    ways = [shape[at] in CHANNELS for at in (1, 3)]
    if ways[0] == ways[1]:
        sizes = "x".join(map(str, shape[1:]))
        raise UsageError(f"{path} takes {sizes}, which does not tell where its channels are: say --layout nhwc or nchw")
    return ways[0]


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
