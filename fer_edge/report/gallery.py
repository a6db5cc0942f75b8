"""Faces, enlarged: those that a model got wrong, and those that only one of two gets right."""

from collections.abc import Iterable, Sequence

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.report.findings import Findings, Mistake
from fer_edge.report.markup import percent, section, text
from fer_edge.report.pictures import data_uri, glowing

MOST_ALONE = 24
"""Faces that are shown of those which only one model gets right."""

OWN = "The faces are those of the data set named above: pass this page on only as you may pass them on."
"""What the page says of the pictures in it."""


LOOKED = "Beside each face the glow is where the network looked for its answer (Grad-CAM)."
NOT_LOOKED = "Where a network looked (Grad-CAM) is shown of a model.keras that TensorFlow runs, not of this file."


def mistakes_section(found: Findings, faces: FaceSet, heat: np.ndarray | None = None) -> str:
    """The most confident mistakes among the answers to `faces`.

    heat: where the network looked for each of them, float32 [mistakes, side, side], 0 to 1; None: not known.
    """
    if not found.mistakes:
        return section("Mistakes", "<p>Every answer was right.</p>", whole=True)
    told = (
        f"{len(found.mistakes)} of {found.wrong:,} wrong answers, the most confident first: what the face is labelled, "
        f"what was answered, how confidently. Labels can be wrong too. {NOT_LOOKED if heat is None else LOOKED} {OWN}"
    )
    looked = [None] * len(found.mistakes) if heat is None else heat
    shown = gallery(
        (_mistake(each, faces.faces[each.index], glow) for each, glow in zip(found.mistakes, looked, strict=True)),
        kind="faces" if heat is None else "faces pairs",
    )
    return section("The most confident mistakes", shown, told, whole=True)


def alone_gallery(title: str, places: Sequence[int], faces: FaceSet) -> str:
    """Some of the faces at `places`, from all over the split, folded away below the title."""
    if not places:
        return ""
    chosen = np.unique(np.linspace(0, len(places) - 1, MOST_ALONE).astype(int))
    shown = gallery(_labelled(places[place], faces) for place in chosen)
    few = f", {len(chosen)} of them" if len(chosen) < len(places) else ""
    return f"<details><summary>{text(title + few)}</summary>\n{shown}\n</details>"


def gallery(figures: Iterable[str], kind: str = "faces") -> str:
    """Figures side by side, as many as the screen is wide."""
    joined = "\n".join(figures)
    return f'<div class="{kind}">\n{joined}\n</div>'


def _mistake(mistake: Mistake, face: np.ndarray, glow: np.ndarray | None) -> str:
    doubt = "" if mistake.certain else ", uncertain"
    alt = f"labelled {mistake.label}, answered {mistake.answer}"
    head = f"{text(mistake.label)} → <b>{text(mistake.answer)}</b>"
    beside = f"{percent(mistake.confidence, 0)}{doubt}, {mistake.name}"
    looked = "" if glow is None else picture(glowing(face, glow), "where it looked")
    return figure(picture(face, alt) + looked, head, beside)


def _labelled(index: int, faces: FaceSet) -> str:
    label = faces.classes[faces.labels[index]]
    return figure(picture(faces.faces[index], label), text(label), faces.name(index))


def picture(face: np.ndarray, alt: str) -> str:
    """A face uint8 [side, side, channels] as an image. alt: a text in its place."""
    return f'<img src="{data_uri(face)}" alt="{text(alt)}">'


def figure(pictures: str, head: str, beside: str) -> str:
    """Pictures with words below them. pictures, head: HTML. beside: a text."""
    said = f"{head}<br>" if head else ""
    return f"<figure><div>{pictures}</div><figcaption>{said}<small>{text(beside)}</small></figcaption></figure>"
