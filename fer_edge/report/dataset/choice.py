"""Which faces a page shows: some of each kind, always the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from fer_edge.data.inspecting.findings import Faces, Pair
from fer_edge.report.dataset.subject import Inspection

One = TypeVar("One")

SAMPLES, GROUPS, CONTRADICTED = 12, 12, 28
"""Faces of each class; groups of copies of each kind; contradicted labels."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Faces by their numbers.

    samples: by class. copies, disputed: groups of equal faces. near: pairs. shared, nearly_shared: pairs, by the two
    splits. contradicted: each with what the votes say.
    """

    samples: dict[str, list[int]]
    copies: list[list[int]]
    disputed: list[list[int]]
    near: list[list[int]]
    shared: dict[tuple[str, str], list[Pair]]
    nearly_shared: dict[tuple[str, str], list[Pair]]
    contradicted: list[tuple[int, str]] = field(default_factory=list)

    def names(self, faces: Faces) -> dict[str, set[str]]:
        """The names of all of them, by split."""
        pairs = [
            *self.near,
            *(pair for of in (self.shared, self.nearly_shared) for found in of.values() for pair in found),
        ]
        groups = [*self.samples.values(), *self.copies, *self.disputed, *pairs, [face for face, _ in self.contradicted]]
        wanted: dict[str, set[str]] = {split: set() for split in faces.splits}
        for face in {face for group in groups for face in group}:
            wanted[faces.split_of(face)].add(faces.names[face])
        return wanted


def choose(inspection: Inspection) -> Chosen:
    """Some faces of every kind that was found."""
    found, random = inspection.found, np.random.default_rng(0)
    faces = found.faces
    same = [group for group in found.copies if len(set(faces.labels[group].tolist())) == 1]
    contradicted = [
        (faces.begins[split] + face, answer)
        for split, odd in inspection.conflicts.items()
        for face, answer in zip(odd.faces, odd.answers, strict=True)
    ]
    return Chosen(
        samples={
            label: random.permutation(np.flatnonzero(faces.labels == place))[:SAMPLES].tolist()
            for place, label in enumerate(faces.classes)
        },
        copies=[group[:4] for group in _some(same, GROUPS, random)],
        disputed=[group[:4] for group in _some(found.disputed, GROUPS, random)],
        near=found.near[_some(range(len(found.near)), GROUPS, random)].tolist(),
        shared={of: _some(found.shared[of], GROUPS, random) for of in found.crossings},
        nearly_shared={of: _some(found.nearly_shared[of], GROUPS, random) for of in found.crossings},
        contradicted=_some(contradicted, CONTRADICTED, random),
    )


def _some(of: Sequence[One], most: int, random: np.random.Generator) -> list[One]:
    return [of[place] for place in sorted(random.permutation(len(of))[:most].tolist())]
