"""Faces with labels for tests of shipped models: those of FER2013 where they are here, drawn ones where not."""

import zipfile

import cv2
import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split
from tests.conftest import DATA

IMAGES = "fer2013-images.zip"


def some_faces(count: int) -> FaceSet:
    """About `count` faces of the validation split: FER2013's where it is here, else drawn ones."""
    return fer2013_faces(count) if (DATA / IMAGES).is_file() else draw_split("test", per_class=count // len(LABELS))


def fer2013_faces(count: int) -> FaceSet:
    """`count` faces of FER2013's validation split, chosen at random, always the same."""
    with zipfile.ZipFile(DATA / IMAGES) as images:
        names = sorted(name for name in images.namelist() if "/validation/" in f"/{name}" and name.endswith(".png"))
        chosen = [names[at] for at in np.random.default_rng(0).permutation(len(names))[:count]]
        pixels = [cv2.imdecode(np.frombuffer(images.read(name), np.uint8), cv2.IMREAD_GRAYSCALE) for name in chosen]
    labels = np.array([LABELS.index(name.split("/")[-2]) for name in chosen])
    return FaceSet(faces=np.stack(pixels)[..., None], labels=labels, rows=np.full(len(labels), -1))
