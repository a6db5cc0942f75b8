"""The folder in which a page is typed: what its commands read is there, small and drawn."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import onnx

from benchmarks.portrait_clip import SIZE, pan_and_zoom
from benchmarks.portrait_clip import portrait as public_portrait
from fer_edge.collect.takes import Takes
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError
from fer_edge.runtime.sinks.video import fourcc
from fer_edge.training.folders import MODELS, RunState, write_state
from tests.data.layouts import write_csv
from tests.deploy.fleet.bundles import make_bundle
from tests.standin.make import GREY_CARD, build
from tests.training.tiny import settled

EACH = {"train": 12, "validation": 6, "test": 3}
COLLECTED = ("mine", "unwanted")
OWN = ("happy", "sad", "neutral")
"""The labels of what was collected."""

TAKES, SHOTS = 10, 2
ARCHIVE = "fer-edge-0.1.0-linux-aarch64-py311.tar.gz"

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The seven labels in an order that is not ours."""

TEXTS = {
    "run.toml": 'camera = "0"\njsonl = "faces.jsonl"\n',
    "porch.toml": 'camera = "csi"\n',
    "hall.toml": 'camera = "0"\n',
    "mine.py": "def network(faces):\n    return faces[:, ::8, ::8]\n",
    "mine.toml": 'arch = "nano"\ndata = "data"\n',
    "hosts.ini": "[inside]\nhall ansible_host=10.0.0.21\n",
    ".local/share/fer-edge/config/run.toml": 'camera = "0"\n',
}


def prepare(folder: Path) -> Path:
    """Leave all of it in `folder`."""
    write_faces(folder / "data")
    shutil.copytree(folder / "data", folder / "images")
    shutil.copytree(folder / "data" / "train", folder / "faces")  # Of classes, without splits.
    for name in COLLECTED:
        collect_faces(folder / name)
    write_csv(folder)
    write_pictures(folder)
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    write_strangers_model(folder / "theirs.onnx", OWN)
    write_strangers_model(folder / "emotions.onnx", EMOTIONS)
    make_bundle(folder, "0.1.0", size=10).rename(folder / ARCHIVE)
    (folder / ".local" / "state" / "fer-edge").mkdir(parents=True)
    leave_stopped_run(folder / MODELS / "stopped")
    return folder


def write_faces(root: Path) -> None:
    """Drawn faces in folders by split and label; their brightness tells the label too, as a stand-in model reads it."""
    for split, each in EACH.items():
        drawn = draw_split(split, per_class=each, seed=0)
        for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
            path = root / split / LABELS[label] / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), shaded(face, LABELS[label]))


def shaded(face: np.ndarray, label: str) -> np.ndarray:
    """A drawn face that is as bright as faces of its label are here."""
    return np.clip(255 * shade(label) + 0.15 * (face - 128.0), 0, 255).astype(np.uint8)


def shade(label: str) -> float:
    """From 0 to 1."""
    return LABELS.index(label) / (len(LABELS) - 1)


def collect_faces(root: Path) -> None:
    """As `data collect` leaves them."""
    takes = Takes(root, OWN, 0.2)
    drawn = draw_split("train", per_class=TAKES * SHOTS, seed=len(root.name))
    for label in OWN:
        faces = iter(drawn.faces[drawn.labels == LABELS.index(label)])
        for _ in range(TAKES):
            number, take = takes.begin(label)
            for _ in range(SHOTS):
                takes.add(number, take, shaded(next(faces), label))
    takes.close()


def write_pictures(folder: Path) -> None:
    """portrait.jpg, photos/ with and without classes, and a second of clip.mp4."""
    try:
        picture = public_portrait()
    except MissingError:  # No face is found in it, and every command goes its way.
        picture = cv2.cvtColor(cv2.resize(draw_split("test", 1).faces[0], (512, 512)), cv2.COLOR_GRAY2BGR)
    cv2.imwrite(str(folder / "portrait.jpg"), picture)
    for label in ("happy", "sad"):
        (folder / "photos" / label).mkdir(parents=True)
        cv2.imwrite(str(folder / "photos" / label / "portrait.jpg"), picture)
    shutil.copy(folder / "portrait.jpg", folder / "photos")
    writer = cv2.VideoWriter(str(folder / "clip.mp4"), fourcc(), 24, SIZE)
    for index in range(12):
        writer.write(pan_and_zoom(picture, index / 192))
    writer.release()


def write_strangers_model(path: Path, labels: tuple[str, ...]) -> None:
    """A classifier without a card, of float faces 0 to 255, which tells these labels by their shades."""
    shades = np.array([shade(label) for label in labels])
    model = build(replace(GREY_CARD, labels=labels), 200 * shades[None], -100 * shades**2)
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.FLOAT
    del model.metadata_props[:]
    onnx.save(model, path)


def leave_stopped_run(folder: Path) -> None:
    """As a run does that was killed in its first epoch."""
    folder.mkdir(parents=True)
    settings = asdict(settled(arch="nano", epochs=1))
    write_state(RunState(data="data", votes=None, settings=settings), folder)
