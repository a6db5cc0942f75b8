"""A page and a comparison out of the answers that `fer-edge eval` has read."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fer_edge.cli.answers import Answers
from fer_edge.cli.console import note, notes, results
from fer_edge.report.settings import ReportSettings
from fer_edge.system.messages import one_line

if TYPE_CHECKING:
    import numpy as np

    from fer_edge.data.faces import FaceSet
    from fer_edge.report.comparison import Comparison
    from fer_edge.report.findings import Findings
    from fer_edge.report.subject import Subject

Rival = tuple[str, "Comparison"]
"""What another model is called, and how it compares."""


def compare_and_report(
    answers: list[Answers], faces: "FaceSet", asked: ReportSettings, data: str, split: str, *, to_stderr: bool
) -> dict[str, Any]:
    """Hold the first model against the other one, if there is one, and write its page, if it is asked for.

    data, split: the faces as they were named. Returns both for JSON: `against` and `report`.
    """
    from fer_edge.report.subject import Subject

    own, *others = answers
    found: dict[str, Any] = {}
    rival = None
    for other in others:
        comparison = _hold_against(own, other, faces, to_stderr=to_stderr)
        found["against"] = _comparison_fields(comparison, other.path, faces)
        rival = other.called, comparison
    if asked.report:
        subject = Subject.of(own.engine.card, own.path, data, split)
        found["report"] = _write_page(own, faces, subject, asked.report, rival)
    return found


def _hold_against(own: Answers, other: Answers, faces: "FaceSet", *, to_stderr: bool) -> "Comparison":
    """Compare two models and say how. On stderr where stdout has the JSON."""
    from fer_edge.report.comparison import compare_models
    from fer_edge.report.rival import verdict

    found = compare_models(own.probabilities, other.probabilities, faces.labels)
    console = notes if to_stderr else results
    alone = f"only it is right on {len(found.only_model)} faces, only the other on {len(found.only_other)}"
    line = f"against {other.path}, {found.other_accuracy:.2%}: {verdict(found)}; {alone}"
    console.print(one_line(line), markup=False, soft_wrap=True)
    return found


def _comparison_fields(found: "Comparison", other: Path, faces: "FaceSet") -> dict[str, Any]:
    """A comparison with the file `other` for JSON; the faces that only one gets right by their names."""
    alone = {"only_model": found.only_model, "only_other": found.only_other}
    names = {key: [faces.name(index) for index in places] for key, places in alone.items()}
    return {"file": str(other)} | asdict(found) | names


def _write_page(
    own: Answers, faces: "FaceSet", subject: "Subject", folder: Path, rival: Rival | None
) -> dict[str, Any]:
    """Write the report, say where it lies, and return its figures for JSON."""
    from fer_edge.report.findings import find
    from fer_edge.report.page import report_page, write_report
    from fer_edge.robustness.promise import Promise

    found = find(own.probabilities, faces, Promise.of(own.engine.card))
    path = write_report(report_page(subject, found, faces, rival, _look(own, faces, found)), folder)
    note(f"report: {path}, for any browser, also without a network")
    return {"page": str(path), "sha256": subject.sha256} | found.figures()


def _look(own: Answers, faces: "FaceSet", found: "Findings") -> "np.ndarray | None":
    """Where a model.keras looked for its mistakes, float32 [mistakes, side, side]; None where that is not known."""
    import numpy as np

    if own.path.suffix != ".keras" or not found.mistakes:
        return None
    from fer_edge.training.keras_engine import KerasEngine

    labels = own.engine.card.labels
    answers = np.array([labels.index(each.answer) for each in found.mistakes])
    pixels = faces.faces[[each.index for each in found.mistakes]]
    return cast(KerasEngine, own.engine).look(pixels, answers)
