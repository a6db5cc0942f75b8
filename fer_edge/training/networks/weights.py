"""The weights that the body of a foreign network begins with: of a file, or those that Keras publishes."""

import hashlib
import http.client
import os
import urllib.error
import urllib.request
import warnings
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from fer_edge.artifact.damage import damage_told
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.files import atomic_write, make_folder
from fer_edge.training.networks import backbones, own
from fer_edge.training.settings import BACKBONES, IMAGENET

PATIENCE = 30.0
"""Seconds without a byte."""

CHUNK = 1 << 20

PUBLISHED = "https://storage.googleapis.com/tensorflow/keras-applications"


@dataclass(frozen=True)
class Published:
    """A file of weights, learned on ImageNet, without a top. path: below PUBLISHED. md5: as Keras has it."""

    path: str
    md5: str

    @property
    def name(self) -> str:
        """Of the file alone."""
        return self.path.rpartition("/")[2]


IMAGENET_FILES = {
    "mobilenetv3": Published(
        "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5", "d3e8ec802a04aa4fc771ee12a9a9b836"
    ),
    "efficientnetv2": Published("efficientnet_v2/efficientnetv2-b0_notop.h5", "893217f2bb855e2983157299931e43ff"),
    "vgg16": Published("vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc"),
    "resnet50": Published(
        "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5", "4d473c1dd8becc155b73f8504c6f6626"
    ),
}
"""By the names of settings.BACKBONES; names and digests as Keras 3.15 has them."""


def weights_file(arch: str, weights: str) -> Path:
    """The file that --weights means, here; `imagenet` is fetched where Keras keeps such files, once.

    Raises MissingError when it is not there and cannot be fetched.
    """
    if weights == IMAGENET:
        return _fetched(IMAGENET_FILES[arch])
    path = Path(weights)
    if not path.is_file():
        raise MissingError(f"--weights {path}: no such file; name a Keras file of weights, imagenet or none")
    return path


def load_body(network: keras.Model, arch: str, path: Path) -> None:
    """Give the body of a network of the architecture `arch` the weights of a file, and leave its head as it is.

    The file: weights of the body alone, as Keras saves them, or a whole .keras model that begins with that body, such
    as a model.keras. Raises UsageError when it is of another network, ModelError when it is damaged.
    """
    head = network.get_layer("probabilities").get_weights()
    wanted = network.get_weights()[: -len(head)]
    with damage_told(path):
        found = _saved(path) if path.suffix == ".keras" else _read(network, arch, path)
    found = found[: len(wanted)]
    if [each.shape for each in found] != [each.shape for each in wanted]:
        raise UsageError(_unlike(arch, path))
    network.set_weights([*found, *head])


def _saved(path: Path) -> list[np.ndarray]:
    return keras.models.load_model(path, compile=False).get_weights()


def _read(network: keras.Model, arch: str, path: Path) -> list[np.ndarray]:
    """The weights of an HDF5 file, by Keras's own reader into the body alone."""
    alone = _alone(network, arch)
    try:
        with warnings.catch_warnings(action="error", category=UserWarning):  # So Keras tells what it has left out.
            alone.load_weights(path)
    except (ValueError, UserWarning) as error:
        raise UsageError(_unlike(arch, path)) from error
    return alone.get_weights()


def _alone(network: keras.Model, arch: str) -> keras.Model:
    """The body as its weights are saved: Keras's function without a top, or the user's from faces to features."""
    if arch in BACKBONES:
        return backbones.body(arch)
    faces = keras.Input(network.input_shape[1:])
    return keras.Model(faces, own.features(arch, faces))


def _unlike(arch: str, path: Path) -> str:
    what = f"keras.applications.{BACKBONES[arch]} without its top" if arch in BACKBONES else arch
    return f"--weights {path}: expected the weights of {what}, or a .keras model that begins with it"


def _fetched(wanted: Published) -> Path:
    path = make_folder(_cache()) / wanted.name
    if path.is_file() and _digest(path) == wanted.md5:
        return path
    address = f"{PUBLISHED}/{wanted.path}"
    way_out = f"bring {address} here by other means: --weights FILE needs no network"
    with atomic_write(path) as part:
        try:
            _download(address, part)
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            reason = getattr(error, "reason", error)
            raise MissingError(f"--weights imagenet: cannot fetch {wanted.name} ({reason}); {way_out}") from error
        if _digest(part) != wanted.md5:
            raise MissingError(f"--weights imagenet: what came is not {wanted.name} (MD5 {wanted.md5}); {way_out}")
    return path


def _download(address: str, path: Path) -> None:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer, path.open("wb") as file:
        while chunk := answer.read(CHUNK):
            file.write(chunk)


def _cache() -> Path:
    """Where Keras keeps files that it has fetched."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "models"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
