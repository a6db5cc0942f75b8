"""The gate once more under shifts: what integers cost may show only where a face is blurred, noisy or covered."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.export.promise import LearnedPromise, learn_promise
from fer_edge.export.settings import ExportSettings
from fer_edge.robustness.report import Answers, Progress, Robustness, answer, judge
from fer_edge.robustness.shifts import SHIFTS
from fer_edge.runtime.engines.opening import open_engine

REFERENCE = "model.onnx"
"""The float file that integer files are held against; that it answers as Keras does is proved before."""


@dataclass(frozen=True, kw_only=True)
class ShiftedProof:
    """figures: what cards keep of each file that was read, by its name. promise: what they keep of certain answers."""

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    promise: LearnedPromise | None = None


def prove_shifted(files: list[Path], validation: FaceSet, settings: ExportSettings, progress: Progress) -> ShiftedProof:
    """Read the reference and every int8 file under each shift, and return what their cards keep.

    Faces are a sample of the validation split, settings.shift_faces at the most; with 0 nothing is read. The other
    float files answer as the reference does. Raises GateError when the mean of an int8 file lies more than
    settings.max_drop, a fraction, below the reference's.
    """
    if not settings.shift_faces:
        return ShiftedProof()
    faces = validation.sample(settings.shift_faces)
    told = f"{len(faces.faces)} of {len(validation.faces)} validation faces"
    read = [path for path in files if path.name == REFERENCE or "int8" in path.name]
    answers: dict[str, Answers] = {}
    found: dict[str, Robustness] = {}
    for path in sorted(read, key=lambda path: path.name != REFERENCE):
        progress(f"{path.name} under {len(SHIFTS)} shifts of {told}")
        answers[path.name] = answer(open_engine(path).predict, faces, SHIFTS)
        found[path.name] = judge(answers[path.name], faces)
        if path.name != REFERENCE:
            check_mean(path.name, found[REFERENCE].mean - found[path.name].mean, settings.max_drop)
    return ShiftedProof(
        figures={file: {"robustness": each.figures(), "robustness_faces": each.faces} for file, each in found.items()},
        promise=learn_promise(list(answers.values()), faces.labels),
    )


def check_mean(file: str, drop: float, max_drop: float) -> None:
    """Raise GateError when a file lost more of the mean under shifts than `max_drop`; both are fractions."""
    if drop > max_drop:
        raise GateError(
            f"{file} lost {drop:.2%} of accuracy against {REFERENCE}, as the mean of {len(SHIFTS)} shifts, allowed are "
            f"{max_drop:.2%}: try another --calibration, more --calibration-faces, or train with more --augment"
        )
