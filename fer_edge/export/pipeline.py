"""The export as a whole: fold, convert, run each file in its own runtime, check it, and only then put in place."""

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path

import keras
import numpy as np

from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.artifact.replacement import finish_replacement, replace_files
from fer_edge.data.faces import FaceSet
from fer_edge.errors import FerEdgeError
from fer_edge.export import onnx, tflite
from fer_edge.export.calibration import calibration_faces
from fer_edge.export.cards import embed_card, embed_sized_card
from fer_edge.export.crop_rules import learn_crop_rules
from fer_edge.export.gate import FileReport, prove
from fer_edge.export.probes import with_probes
from fer_edge.export.promise import LearnedPromise, with_promise
from fer_edge.export.settings import ExportSettings
from fer_edge.export.shifted import prove_shifted
from fer_edge.metrics import score
from fer_edge.system.writing.leftovers import work_folder
from fer_edge.training.keras_engine import KerasEngine, load_keras
from fer_edge.training.networks.fold import fold_batch_norm

PACKAGES = ("tensorflow", "keras", "tf2onnx", "onnx", "onnxruntime", "ai-edge-litert", "numpy", "opencv-python")

Progress = Callable[[str], None]
"""Told, in a line each, the name of every step as it begins, or what a user should know of the outcome."""


def export(
    folder: Path,
    train: FaceSet,
    validation: FaceSet,
    settings: ExportSettings,
    progress: Progress,
    tell: Progress | None = None,
) -> list[FileReport]:
    """Export models/<name>/model.keras to ONNX and TFLite, and return what each file read on validation.

    progress: told each step. tell: told what the card lacks or cannot hold; None tells `progress`. The folder's files
    change only when every file has passed, and all at once. Raises GateError when one has not.
    """
    finish_replacement(folder)
    keras_path = folder / "model.keras"
    progress("Keras on the validation faces")
    engine = KerasEngine(keras_path)
    reference = engine.predict(validation.faces)
    with _workshop(folder) as work:
        with _quiet_converters():
            files = _convert(load_keras(keras_path), work, train, settings, progress)
        progress("crop rules of the detectors")
        rules = learn_crop_rules(train, engine.card.crop, tell or progress)
        card = replace(engine.card, crop=rules, versions=_versions(), figures={}, sha256={})
        for path in files:
            embed_card(path, card)
        reports, promise = _prove(files, reference, validation, settings, progress)
        figures = {"model.keras": score(reference, validation.labels).figures("validation")}
        figures |= {report.file: report.figures("validation") for report in reports}
        card = with_promise(replace(card, figures=figures), promise, tell or progress)
        card = _finish(folder, work, files, with_probes(card, files))
    return [replace(report, bytes=card.figures[report.file]["bytes"]) for report in reports]


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    try:
        with work_folder(folder) as work:
            yield work
    except OSError as error:
        raise FerEdgeError(f"cannot export in {folder}: {error.strerror or error}") from error


def _prove(
    files: list[Path], reference: np.ndarray, validation: FaceSet, settings: ExportSettings, progress: Progress
) -> tuple[list[FileReport], LearnedPromise | None]:
    """Every file's report on the validation faces, as they are and under shifts, and what was learned under these.

    Raises GateError when a file does not pass.
    """
    reports = []
    for path in files:
        progress(f"{path.name} on the validation faces")
        reports.append(prove(path, reference, validation, settings.max_drop))
    shifted = prove_shifted(files, validation, settings, progress)
    reports = [replace(report, shifted=shifted.figures.get(report.file, {})) for report in reports]
    return reports, shifted.promise


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


def _finish(folder: Path, work: Path, files: list[Path], card: ModelCard) -> ModelCard:
    """Give every file the card with all figures, put them and card.json in place, and return the card."""
    card = embed_sized_card(files, card)
    ready = work / "ready"
    ready.mkdir()
    contents = [folder / "model.keras", *(path.rename(ready / path.name) for path in files)]
    card = replace(card, sha256={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in contents})
    write_card(card, ready)
    replace_files(ready, folder)
    return card


def _versions() -> dict[str, str]:
    found = {}
    for package in ("fer-edge", *PACKAGES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
