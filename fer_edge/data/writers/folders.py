"""Folders of PNG files: a folder a split, in it one a class, and the labels in classes.txt."""

from pathlib import Path

import cv2
import numpy as np

from fer_edge.data.classes.written import check_folder_names, write_classes
from fer_edge.data.faces import FaceSet
from fer_edge.data.writers.names import file_names


def write_folders(splits: dict[str, FaceSet], root: Path) -> None:
    """Write into the folder `root`, which is there. Raises UsageError when a label is no folder's name."""
    classes = next(iter(splits.values())).classes
    check_folder_names(classes, "--to folders")
    for split, faces in splits.items():
        for label in classes:
            (root / split / label).mkdir(parents=True)
        for name, label, face in zip(file_names(faces), faces.labels.tolist(), faces.faces, strict=True):
            (root / split / classes[label] / name).write_bytes(as_png(face))
    write_classes(root, classes)


def as_png(face: np.ndarray) -> bytes:
    """A face uint8 [side, side, channels], grey or R, G, B, as the content of a PNG file."""
    return cv2.imencode(".png", np.ascontiguousarray(face[..., ::-1]))[1].tobytes()
