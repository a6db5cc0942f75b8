"""The gate: every exported file runs in its own runtime on real faces before it counts."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.metrics import Parity, Score, compare, score
from fer_edge.runtime.engines.onnx import OnnxEngine
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.engines.saturation import PRECISE, products_saturate
from fer_edge.runtime.types import Engine

BATCH_TOLERANCE = 1e-4
"""Largest difference of a probability between a face alone and in a batch.

The shipped files answer both to the bit; a runtime may add in another order for many faces, which floats feel at 1e-6.
"""

PARITY_TOLERANCE = 1e-3
"""Largest difference of a probability between a float file and Keras.

Another runtime's kernels moved none of the shipped files' by more than 2e-6; a layer converted wrongly moves them by
tenths. A thousandth lies between, with room for the kernels of other processors.
"""


CHANCE = 0.1
"""Of the way from guessing to always being right; a network that has come less far has nothing a file could lose."""


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What one file did with the validation faces, in its own runtime, against Keras.

    shifted: what a card keeps of its figures under shifts; empty where they were not read.
    """

    file: str
    runtime: str
    bytes: int
    score: Score
    parity: Parity
    shifted: dict[str, Any] = field(default_factory=dict)

    def figures(self, split: str) -> dict[str, Any]:
        """The report as plain values for a card, with the split it was read on."""
        what = {"runtime": self.runtime, "bytes": self.bytes}
        return self.score.figures(split) | what | asdict(self.parity) | self.shifted


def doubt(reference: Score) -> str | None:
    """Why the gate can say little, where a network hardly does better than guessing; else None."""
    guessing = 1 / len(reference.recall)
    if reference.balanced_accuracy >= guessing + CHANCE * (1 - guessing):
        return None
    return (
        f"Keras finds {reference.balanced_accuracy:.1%} of each label on average, where guessing finds {guessing:.1%}: "
        "what the files lose cannot be seen on such answers; train longer"
    )


def prove(path: Path, reference: np.ndarray, faces: FaceSet, max_drop: float, against: str = "Keras") -> FileReport:
    """Read a file in each way in which a device runs it, check every one, and return how it is run here.

    The parameters are those of `read_file` and `check_gate`; raises GateError as they do.
    """
    report = read_file(path, open_engine(path), reference, faces)
    check_gate(report, max_drop, against)
    # Elsewhere integer products may have to be widened, whose answers are those of other kernels. Clipped ones, on a
    # processor that needs it, are no way of ours to run a file, and say nothing of it.
    if path.suffix == ".onnx" and "int8" in path.name and not products_saturate():
        widened = read_file(path, OnnxEngine(path, precise=True), reference, faces)
        check_gate(
            replace(widened, file=f"{path.name} with {PRECISE}, as processors without VNNI run it,"), max_drop, against
        )
    return report


def read_file(path: Path, engine: Engine, reference: np.ndarray, faces: FaceSet) -> FileReport:
    """Run a file's engine on `faces` and hold it against Keras's probabilities `reference` [N, C].

    Raises GateError when it answers differently to one face and to many.
    """
    answers = engine.predict(faces.faces)
    single = np.concatenate([engine.predict(faces.faces[index : index + 1]) for index in range(8)])
    if np.abs(single - answers[:8]).max() > BATCH_TOLERANCE:
        raise GateError(f"{path.name}: one face and a batch of them get different answers; export it again")
    return FileReport(
        file=path.name,
        runtime=engine.runtime,
        bytes=path.stat().st_size,
        score=score(answers, faces.labels),
        parity=compare(reference, answers, faces.labels),
    )


def check_gate(report: FileReport, max_drop: float, against: str = "Keras") -> None:
    """Raise GateError when a file lost more than allowed.

    max_drop: accuracy, as a fraction, that an int8 file may lose against Keras; a float file may lose none.
    against: what it is held against, where that is not Keras.
    """
    parity = report.parity
    if "int8" in report.file:
        if parity.drop > max_drop:
            raise GateError(
                f"{report.file} lost {parity.drop:.2%} of accuracy against {against}, allowed are {max_drop:.2%}: "
                "try another --calibration, more --calibration-faces, or train longer"
            )
    elif parity.largest_difference > PARITY_TOLERANCE:
        raise GateError(
            f"{report.file} differs from {against} by {parity.largest_difference:.4f} in a probability, "
            f"allowed is {PARITY_TOLERANCE}: check the versions of tensorflow and tf2onnx"
        )
