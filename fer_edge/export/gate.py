"""The gate: every exported file runs in its own runtime on real faces before it counts."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.metrics import Parity, Score, compare, score
from fer_edge.runtime.engines.opening import open_engine

TOLERANCE = 1e-4
"""Largest difference of a probability between two batch sizes, or between a float file and Keras."""


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What one file did with the validation faces, in its own runtime, against Keras."""

    file: str
    runtime: str
    bytes: int
    score: Score
    parity: Parity

    def figures(self, split: str) -> dict[str, Any]:
        """The reading as plain values for a card, with the split it was read on."""
        return self.score.figures(split) | {"runtime": self.runtime, "bytes": self.bytes} | asdict(self.parity)


def read_file(path: Path, reference: np.ndarray, faces: FaceSet, threads: int = 1) -> FileReport:
    """Run a file on `faces` and hold it against Keras's probabilities `reference` [N, C].

    Raises GateError when the file answers differently to one face and to many.
    """
    engine = open_engine(path, threads)
    answers = engine.predict(faces.faces)
    single = np.concatenate([engine.predict(faces.faces[index : index + 1]) for index in range(8)])
    if np.abs(single - answers[:8]).max() > TOLERANCE:
        raise GateError(f"{path.name}: one face and a batch of them get different answers; export it again")
    return FileReport(
        file=path.name,
        runtime=engine.runtime,
        bytes=path.stat().st_size,
        score=score(answers, faces.labels),
        parity=compare(reference, answers, faces.labels),
    )


def check_gate(reading: FileReport, max_drop: float) -> None:
    """Raise GateError when a file lost more than allowed.

    max_drop: accuracy, as a fraction, that an int8 file may lose against Keras; a float file may lose none.
    """
    parity = reading.parity
    if "int8" in reading.file:
        if parity.drop > max_drop:
            raise GateError(
                f"{reading.file} lost {parity.drop:.2%} of accuracy against Keras, allowed are {max_drop:.2%}: "
                "try another --calibration, more --calibration-faces, or train longer"
            )
    elif parity.largest_difference > 10 * TOLERANCE:
        raise GateError(
            f"{reading.file} differs from Keras by {parity.largest_difference:.4f} in a probability, "
            f"allowed is {10 * TOLERANCE}: check the versions of tensorflow and tf2onnx"
        )
