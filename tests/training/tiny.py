"""Networks of a hundred weights in the place of `edge` and `nano`, and runs of them in a process of their own.

`python -m tests.training.tiny FOLDER SETTINGS STEP` trains with the settings (JSON) and kills itself in that step of
the second epoch, from 0, if there is one.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
from keras import layers

from fer_edge.data.faces import FaceSet
from fer_edge.system.settings import from_record
from fer_edge.training import networks
from fer_edge.training.callbacks import averaging
from fer_edge.training.fit import fit
from fer_edge.training.folders import BACKUP
from fer_edge.training.settings import TrainSettings

ROOT = Path(__file__).parents[2]
CLASSES = ("one", "two", "three")
NEVER = -1


def with_chance(faces):
    """Map float faces [N, side, side, channels] to features [N, 8]."""
    return layers.Dropout(0.2)(without_chance(faces))


def without_chance(faces):
    """The same, and no number of it is drawn at random."""
    x = layers.Conv2D(8, 3, strides=2, use_bias=False)(faces)
    return layers.GlobalAveragePooling2D()(layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x)))


TINY = {"edge": with_chance, "nano": without_chance}


def coloured_faces(count: int = 30, side: int = 8, channels: int = 3, seed: int = 0) -> FaceSet:
    """Noise whose brightness tells its class, one of three."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    faces = random.integers(0, 90, (count, side, side, channels)) + 80 * labels[:, None, None, None]
    return FaceSet(faces=faces.astype(np.uint8), labels=labels, rows=np.full(count, -1), classes=CLASSES)


def faces_of(classes: tuple[str, ...]) -> FaceSet:
    """Coloured faces, of these labels."""
    faces = coloured_faces()
    return replace(faces, labels=faces.labels % len(classes), classes=classes)


def settled(**settings) -> TrainSettings:
    """Settings of a run of some steps, in which nothing is left open."""
    usual = {"arch": "edge", "epochs": 3, "batch": 6, "warmup": 0.0, "precision": "float32", "flip_equivariant": False}
    return TrainSettings(**usual | settings)


def train(folder: Path, settings: TrainSettings, *callbacks: keras.callbacks.Callback) -> None:
    """Run or go on, and leave the averaged weights in `folder`; TINY has to stand in FEATURES."""
    kept = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: shutil.copy(folder / BACKUP / averaging.FILE, folder)
    )
    fit(settings, coloured_faces(), coloured_faces(seed=1), folder, extra=(kept, *callbacks))


def train_elsewhere(folder: Path, settings: TrainSettings, killed: int = NEVER, backend: str = "tensorflow") -> int:
    """Run in another process with a backend of its own; its exit status."""
    command = [sys.executable, "-m", __name__, str(folder), json.dumps(asdict(settings)), str(killed)]
    around = os.environ | {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(command, cwd=ROOT, env=around, timeout=120, check=False).returncode


class Kill(keras.callbacks.Callback):
    """kill -9 after a step of the second epoch."""

    def __init__(self, step: int):
        super().__init__()
        self.step, self.epoch = step, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.epoch == 1 and batch == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    networks.FEATURES |= TINY
    train(Path(sys.argv[1]), from_record(TrainSettings, json.loads(sys.argv[2])), Kill(int(sys.argv[3])))
