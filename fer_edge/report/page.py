"""The page: one HTML file with everything in it, which loads nothing and runs nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.report.charts import reliability_diagram
from fer_edge.report.comparison import Comparison
from fer_edge.report.findings import CertainAnswers, Findings
from fer_edge.report.gallery import mistakes_section
from fer_edge.report.markup import cells, fill_page, percent, section, table, total
from fer_edge.report.rival import rival_section
from fer_edge.report.settings import PAGE
from fer_edge.report.subject import Subject
from fer_edge.report.tables import classes_section, confusion_section, properties_section
from fer_edge.system.files import atomic_write, make_folder
from fer_edge.system.version import VERSION

CHOSEN = " This split chose the model: expect less of other faces."


def report_page(
    subject: Subject,
    found: Findings,
    faces: FaceSet,
    rival: tuple[str, Comparison] | None = None,
    heat: np.ndarray | None = None,
) -> str:
    """The page as HTML. faces: those that were read. rival: what another model is called, and how the two compare.

    heat: where the network looked for its mistakes, float32 [mistakes, side, side], 0 to 1; None: not known.
    """
    sections = [
        confusion_section(found.score, faces.classes),
        classes_section(found.score, faces.classes),
        _reliability(found),
        properties_section(found.properties),
        mistakes_section(found, faces, heat),
    ]
    if rival:
        sections.insert(0, rival_section(rival[1], _called(subject), rival[0], faces))
    return fill_page(
        title=f"{_called(subject)} on {subject.data} ({subject.split})",
        origin=f"{subject.file}, sha256 {subject.sha256}",
        totals=_totals(found),
        sections=sections,
        foot=_foot(subject),
    )


def write_report(html: str, folder: Path) -> Path:
    """Write the page into `folder`, made where it is not there, in the place of an earlier one; return its path.

    Raises UsageError when the folder cannot be written to.
    """
    path = make_folder(folder) / PAGE
    with atomic_write(path) as part:
        part.write_text(html, encoding="utf-8")
    return path


def _called(subject: Subject) -> str:
    return f"{subject.name}, {Path(subject.file).name}"


def _totals(found: Findings) -> Iterator[str]:
    score = found.score
    yield total("accuracy", percent(score.accuracy, 2), f"of {score.faces:,} faces")
    yield total("balanced accuracy", percent(score.balanced_accuracy, 2), "mean recall of the classes")
    yield total("calibration error", percent(score.calibration_error, 2), "confidence against accuracy")
    yield total("certain answers", percent(found.certain.share), _certain(found.certain))


def _certain(certain: CertainAnswers) -> str:
    right = f"by the card's rule; {percent(certain.accuracy)} of them right"
    if certain.promised is None:
        return right
    promised = percent(certain.promised)
    return f"{right}, well below the {promised} promised" if certain.kept is False else f"{right}, {promised} promised"


def _reliability(found: Findings) -> str:
    rows = (
        cells([f"{each.low:.2f} to {each.high:.2f}", each.faces, percent(each.confidence), percent(each.accuracy)])
        for each in found.reliability
    )
    numbers = table(("bin", "faces", "mean confidence", "right"), rows)
    told = (
        "How often answers of a confidence are right. On the dashed line a model is as good as it says; below, worse."
    )
    shown = f"{reliability_diagram(found.reliability)}\n<details><summary>as numbers</summary>\n{numbers}\n</details>"
    return section("Confidence", shown, told)


def _foot(subject: Subject) -> Iterator[str]:
    yield f"Made on {subject.made} by fer-edge {VERSION}.{CHOSEN if subject.chosen else ''}"
    yield "A label says what people saw in a face, and neither it nor an answer says what the person felt."
