"""One CSV in the layout of fer2013.csv: its numbers for its labels, names for others."""

import csv
from pathlib import Path

from fer_edge.data.faces import FaceSet
from fer_edge.data.labels import FER2013_CSV_ORDER, LABELS
from fer_edge.data.readers.fer2013_csv import USAGE
from fer_edge.errors import UsageError


def write_table(splits: dict[str, FaceSet], path: Path) -> None:
    """Write a row a face. Raises UsageError for what such a file cannot hold."""
    usage = {split: word for word, split in USAGE.items()}
    first = next(iter(splits.values()))
    if first.channels != 1:
        raise UsageError("--colour: the faces of a CSV are grey; --to npz or folders keeps colours")
    emotions = _emotions(first.classes)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["emotion", "pixels", "Usage"])
        for split, faces in splits.items():
            for face, label in zip(faces.faces, faces.labels.tolist(), strict=True):
                lines.writerow([emotions[label], " ".join(map(str, face.ravel().tolist())), usage[split]])


def _emotions(classes: tuple[str, ...]) -> list[str]:
    """What stands for each label. Raises UsageError where a reader would take it for something else."""
    if classes == LABELS:
        return [str(FER2013_CSV_ORDER.index(label)) for label in classes]
    if any(label[:1].isdecimal() for label in classes):
        raise UsageError(
            f"--to csv: labels that begin with a digit would be read as numbers: {', '.join(classes)[:200]}"
        )
    return list(classes)
