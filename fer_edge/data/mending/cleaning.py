"""Which faces a data set is better without, and why."""

from collections.abc import Callable, Iterator

from fer_edge.data.inspecting.findings import Findings
from fer_edge.data.inspection import NO_FACE, LabelConflicts
from fer_edge.data.lists.files import ListedFace
from fer_edge.data.mending.settings import RULES, CleaningSettings
from fer_edge.data.pictures import is_damage
from fer_edge.errors import UsageError

Reasons = Iterator[tuple[int, str]]
"""Faces by their numbers, and why they are left out."""


def clean(found: Findings, conflicts: dict[str, LabelConflicts], settings: CleaningSettings) -> list[ListedFace]:
    """What the rules leave out, each face once, by the first rule that has it.

    conflicts: between labels and votes, with the settings' share. Raises UsageError for a rule that there is not, or
    that needs votes where there are none.
    """
    check_rules(settings, voted=bool(conflicts))
    reasons: dict[int, str] = {}
    for rule in settings.rules:
        if rule in BY_FACES:
            for face, reason in BY_FACES[rule](found, conflicts):
                reasons.setdefault(face, f"{rule}: {reason}")
    damaged = list(_damaged(found)) if "damaged" in settings.rules else []
    faces = found.faces
    return damaged + [
        ListedFace(faces.names[face], faces.label(face), faces.split_of(face), reasons[face])
        for face in sorted(reasons)
    ]


def check_rules(settings: CleaningSettings, *, voted: bool) -> None:
    """Raises UsageError when there is no such rule, or it needs votes."""
    for rule in settings.rules:
        if rule not in RULES:
            raise UsageError(f"--rules: there is no {rule}; expected {', '.join(RULES)}")
        if rule in ("votes", "no-face") and not voted:
            raise UsageError(f"--rules {rule}: there are no votes beside the data; name them with --votes")


def _damaged(found: Findings) -> Iterator[ListedFace]:
    for split, record in found.records.items():
        yield from (
            ListedFace(name, "", split, f"damaged: {reason}") for name, reason in record.left_out if is_damage(reason)
        )


def _blank(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    yield from ((face, "one constant shade") for face in found.blank)


def _copies(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    for split in found.faces.splits:
        for first, *others in found.copies_in(split):
            yield from ((face, f"the same as {found.faces.names[first]}") for face in others)


def _labels(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    for group in found.disputed:
        labels = sorted({found.faces.label(face) for face in group})
        yield from ((face, f"the same face is labelled {' and '.join(labels)}") for face in group)


def _shared(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    """The copy of the earlier split, from which is learned or by which is chosen, goes: the later one stays whole."""
    for of in found.crossings:
        yield from ((face, f"in {of[1]} too, as {found.faces.names[other]}") for face, other in found.shared[of])


def _near(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    for of in found.crossings:
        for face, other in found.nearly_shared[of]:
            yield face, f"nearly the same is in {of[1]}, {found.faces.names[other]}"


def _votes(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    for split, odd in conflicts.items():
        begin = found.faces.begins[split]
        for face, answer in zip(odd.faces, odd.answers, strict=True):
            yield begin + face, f"labelled {found.faces.label(begin + face)}, the votes say {answer}"


def _no_face(found: Findings, conflicts: dict[str, LabelConflicts]) -> Reasons:
    for split, odd in conflicts.items():
        yield from ((found.faces.begins[split] + face, f"the votes say {NO_FACE}") for face in odd.no_face)


BY_FACES: dict[str, Callable[[Findings, dict[str, LabelConflicts]], Reasons]] = {
    "blank": _blank,
    "copies": _copies,
    "labels": _labels,
    "shared": _shared,
    "near": _near,
    "votes": _votes,
    "no-face": _no_face,
}
