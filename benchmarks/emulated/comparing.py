"""Whether two machines answer the same: frames of a run, and probabilities of a model file."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Frames:
    """Two runs over the same pixels. labels, boxes: frames whose labels, and whose boxes, are the same.

    farthest: the largest difference of a box's coordinate, pixels; probabilities: of a probability.
    """

    frames: int
    faces: int
    labels: int
    boxes: int
    farthest: int
    probabilities: float

    @property
    def same(self) -> bool:
        """Whether there were faces, and every frame has the same labels and boxes."""
        return self.faces > 0 and self.labels == self.boxes == self.frames

    def __str__(self) -> str:
        return (
            f"labels {self.labels} and boxes {self.boxes} of {self.frames} frames with {self.faces} faces, "
            f"probabilities to {self.probabilities:.4f}"
        )


def compare_runs(ours: Path, theirs: Path) -> Frames:
    """Compare two files of JSON lines, frame by frame; one that ends earlier differs in what it lacks."""
    first, second = (
        {record["frame"]: record["faces"] for record in map(json.loads, path.read_text().splitlines())}
        for path in (ours, theirs)
    )
    labels = boxes = farthest = 0
    gap = 0.0
    for frame in first.keys() & second.keys():
        one, other = first[frame], second[frame]
        labels += [face["label"] for face in one] == [face["label"] for face in other]
        boxes += [face["box"] for face in one] == [face["box"] for face in other]
        for a, b in zip(one, other, strict=False):
            farthest = max(farthest, *(abs(p - q) for p, q in zip(a["box"], b["box"], strict=True)))
            gap = max(gap, *(abs(a["probabilities"][name] - p) for name, p in b["probabilities"].items()))
    return Frames(
        frames=len(first.keys() | second.keys()),
        faces=sum(map(len, second.values())),
        labels=labels,
        boxes=boxes,
        farthest=farthest,
        probabilities=round(gap, 4),
    )


LEAST_AGREEMENT = 0.998
"""Share of faces whose best label has to be the same on every machine."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of one model file on two machines. share: of faces with the same best label. farthest: of a probability."""

    share: float
    farthest: float

    @property
    def enough(self) -> bool:
        """Whether it answers the same, as far as is promised."""
        return self.share >= LEAST_AGREEMENT

    def __str__(self) -> str:
        return f"{self.share:.1%} the same, probabilities to {self.farthest:.4f}"


def compare_answers(ours: np.ndarray, theirs: np.ndarray) -> Agreement:
    """Compare probabilities [N, C] of the same faces."""
    if ours.shape != theirs.shape or not len(ours):
        return Agreement(share=0.0, farthest=1.0)
    same = np.mean(ours.argmax(axis=1) == theirs.argmax(axis=1))
    return Agreement(share=float(same), farthest=round(float(np.abs(ours - theirs).max()), 4))
