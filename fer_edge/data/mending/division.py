"""A data set that has been looked through, divided anew: who is in which split, and what was kept together."""

from collections import Counter
from dataclasses import dataclass

from fer_edge.data.inspecting.findings import Findings
from fer_edge.data.lists.files import ListedFace
from fer_edge.data.mending.dividing import divide
from fer_edge.data.mending.settings import DividingSettings
from fer_edge.data.mending.subjects import find_subjects
from fer_edge.data.settings import SPLITS


@dataclass(frozen=True, kw_only=True)
class Division:
    """rows: every face with its new split. families: groups of copies and near copies. people: how they were seen."""

    rows: list[ListedFace]
    families: list[list[int]]
    people: int
    told: str

    def counts(self) -> dict[str, dict[str, int]]:
        """Faces of each label, by split."""
        found = Counter((row.split, row.label) for row in self.rows)
        labels = sorted({row.label for row in self.rows})
        return {split: {label: found[split, label] for label in labels} for split in SPLITS}


def divide_data(found: Findings, settings: DividingSettings) -> Division:
    """Divide all faces. Raises UsageError or DataError when --group is no pattern, or fits no name."""
    faces, families = found.faces, found.families()
    people = find_subjects(faces.names, settings.group)
    by_person: dict[str, list[int]] = {}
    for face, person in enumerate(people.of):
        if person is not None:
            by_person.setdefault(person, []).append(face)
    shares = {"train": 1 - settings.validation - settings.test}
    shares |= {"validation": settings.validation, "test": settings.test}
    splits = divide(faces.labels, [*families, *by_person.values()], shares, settings.seed)
    rows = [ListedFace(name, faces.label(face), splits[face]) for face, name in enumerate(faces.names)]
    return Division(rows=rows, families=families, people=len(by_person), told=people.told)
