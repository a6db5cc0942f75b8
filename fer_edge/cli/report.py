"""A page and a comparison out of the answers that `fer-edge eval` has read."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_edge.cli.answers import Answers
from fer_edge.cli.console import note, notes, results
from fer_edge.system.messages import one_line

if TYPE_CHECKING:
    from fer_edge.data.faces import FaceSet
    from fer_edge.report.comparison import Comparison
    from fer_edge.report.subject import Subject

Rival = tuple[str, "Comparison"]
"""What another model is called, and how it compares."""


def hold_against(own: Answers, other: Answers, faces: "FaceSet", *, to_stderr: bool) -> "Comparison":
    """Compare two models and say how. On stderr where stdout has the JSON."""
    from fer_edge.report.comparison import compare_models
    from fer_edge.report.rival import verdict

    found = compare_models(own.probabilities, other.probabilities, faces.labels)
    console = notes if to_stderr else results
    alone = f"only it is right on {len(found.only_model)} faces, only the other on {len(found.only_other)}"
    line = f"against {other.path}, {found.other_accuracy:.2%}: {verdict(found)}; {alone}"
    console.print(one_line(line), markup=False, soft_wrap=True)
    return found


def comparison_fields(found: "Comparison", other: Path, faces: "FaceSet") -> dict[str, Any]:
    """A comparison with the file `other` for JSON; the faces that only one gets right by their names."""
    alone = {"only_model": found.only_model, "only_other": found.only_other}
    names = {key: [faces.name(index) for index in places] for key, places in alone.items()}
    return {"file": str(other)} | asdict(found) | names


def write_page(own: Answers, faces: "FaceSet", subject: "Subject", folder: Path, rival: Rival | None) -> dict[str, Any]:
    """Write the report, say where it lies, and return its figures for JSON."""
    from fer_edge.report.findings import find
    from fer_edge.report.page import report_page, write_report
    from fer_edge.robustness.promise import Promise

    found = find(own.probabilities, faces, Promise.of(own.engine.card))
    path = write_report(report_page(subject, found, faces, rival), folder)
    note(f"report: {path}, for any browser, also without a network")
    return {"page": str(path), "sha256": subject.sha256} | found.figures()
