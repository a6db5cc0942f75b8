"""The export as a whole: fold, convert, run each file in its own runtime, check_gate, and only then put in place."""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path

import keras

from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.data.faces import FaceSet
from fer_edge.errors import FerEdgeError
from fer_edge.export import onnx, tflite
from fer_edge.export.calibration import calibration_faces
from fer_edge.export.crop_rules import learn_crop_rules
from fer_edge.export.gate import FileReport, check_gate, read_file
from fer_edge.export.settings import ExportSettings
from fer_edge.metrics import score
from fer_edge.training.keras_engine import KerasEngine, load_keras
from fer_edge.training.networks.fold import fold_batch_norm

PACKAGES = ("tensorflow", "keras", "tf2onnx", "onnx", "onnxruntime", "ai-edge-litert", "numpy", "opencv-python")

Progress = Callable[[str], None]
"""Told the name of each step as it begins."""


def export(
    folder: Path, train: FaceSet, validation: FaceSet, settings: ExportSettings, progress: Progress
) -> list[FileReport]:
    """Export models/<name>/model.keras to ONNX and TFLite, and return what each file read on validation.

    The folder's files change only when every file has passed. Raises GateError when one has not.
    """
    keras_path = folder / "model.keras"
    progress("Keras on the validation faces")
    engine = KerasEngine(keras_path)
    reference = engine.predict(validation.faces)
    with _workshop(folder) as work:
        with _quiet_converters():
            files = _convert(load_keras(keras_path), work, train, settings, progress)
        progress("crop rules of the detectors")
        card = replace(engine.card, crop=engine.card.crop | learn_crop_rules(train), versions=_versions(), sha256={})
        for path in files:
            _embed(path, card)
        readings = []
        for path in files:
            progress(f"{path.name} on the validation faces")
            readings.append(read_file(path, reference, validation))
            check_gate(readings[-1], settings.max_drop)
        figures = {"model.keras": score(reference, validation.labels).figures("validation")}
        figures |= {reading.file: reading.figures("validation") for reading in readings}
        _finish(folder, files, replace(card, figures=figures))
    return [replace(reading, bytes=(folder / reading.file).stat().st_size) for reading in readings]


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as work:
            yield Path(work)
    except OSError as error:
        raise FerEdgeError(f"cannot export in {folder}: {error.strerror or error}") from error


@contextmanager
def _quiet_converters() -> Iterator[None]:
    """They list tensors and bins on stdout, where `--json -` has its place, and warn of one another's code."""
    with redirect_stdout(StringIO()), warnings.catch_warnings(action="ignore"):
        yield


def _convert(
    model: keras.Model, work: Path, train: FaceSet, settings: ExportSettings, progress: Progress
) -> list[Path]:
    faces, others = calibration_faces(train, settings.calibration_faces)
    folded = fold_batch_norm(model)
    progress("model.onnx")
    onnx.write_onnx(folded, work / "model.onnx")
    progress("model.tflite")
    tflite.write_tflite(folded, work / "model.tflite")
    if settings.int8:
        progress("model.int8.onnx")
        if settings.calibration == "auto":
            best = onnx.write_best_int8_onnx(work / "model.onnx", work / "model.int8.onnx", faces, others)
            progress(f"model.int8.onnx, calibrated by {best}")
        else:
            onnx.write_int8_onnx(work / "model.onnx", work / "model.int8.onnx", faces, settings.calibration)
        progress("model.int8.tflite")
        tflite.write_int8_tflite(fold_batch_norm(model, "float32"), work / "model.int8.tflite", faces)
    return sorted(work.glob("model*.onnx")) + sorted(work.glob("model*.tflite"))


def _embed(path: Path, card: ModelCard) -> None:
    (onnx if path.suffix == ".onnx" else tflite).embed_card(path, card)


def _finish(folder: Path, files: list[Path], card: ModelCard) -> None:
    """Give every file the card with all figures, and move them in place."""
    for path in files:  # A size counts the card inside; a compressed one changes by a byte or two with it.
        _embed(path, card)
        card.figures[path.name]["bytes"] = path.stat().st_size
    for path in files:
        _embed(path, card)
        os.replace(path, folder / path.name)
    names = [*(path.name for path in files), "model.keras"]
    sha256 = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    write_card(replace(card, sha256=sha256), folder)


def _versions() -> dict[str, str]:
    found = {}
    for package in ("fer-edge", *PACKAGES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
