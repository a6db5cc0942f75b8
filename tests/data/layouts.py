"""One small data set in each layout: seven random faces, one of each label."""

from pathlib import Path

import cv2
import numpy as np

from fer_edge.data.labels import FER2013_CSV_ORDER, LABELS

FACES = np.random.default_rng(0).integers(0, 256, (7, 48, 48), dtype=np.uint8)


def write_folders(root: Path, split: str = "train") -> Path:
    for label, face in zip(LABELS, FACES, strict=True):
        folder = root / split / label
        folder.mkdir(parents=True)
        cv2.imwrite(str(folder / "0.png"), face)
    return root


def write_csv(root: Path) -> Path:
    rows = ["emotion,pixels,Usage"]
    for label, face in zip(LABELS, FACES, strict=True):
        rows.append(f"{FER2013_CSV_ORDER.index(label)},{' '.join(map(str, face.ravel()))},Training")
    (root / "fer2013.csv").write_text("\n".join(rows))
    return root / "fer2013.csv"


OWN_LABELS = ("awake", "drowsy", "yawning")


def write_own_labels(folder: Path, each: int = 8, side: int = 32) -> Path:
    """Colour pictures of three labels in `folder`, whose brightness tells the label."""
    random = np.random.default_rng(len(folder.name))
    for shade, label in enumerate(OWN_LABELS):
        (folder / label).mkdir(parents=True)
        for number in range(each):
            face = random.integers(0, 90, (side, side, 3)) + 80 * shade
            cv2.imwrite(str(folder / label / f"{number}.png"), face.astype(np.uint8))
    return folder
