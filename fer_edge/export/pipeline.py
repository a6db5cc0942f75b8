"""The export as a whole: fold, convert, run each file in its own runtime, check it, and only then put in place."""

from dataclasses import replace
from pathlib import Path

import keras

from fer_edge.artifact.replacement import finish_replacement
from fer_edge.data.faces import FaceSet
from fer_edge.export import onnx, tflite
from fer_edge.export.calibration import calibration_faces
from fer_edge.export.cards import embed_card
from fer_edge.export.crop_rules import learn_crop_rules
from fer_edge.export.finishing import (
    Progress,
    package_versions,
    prove_files,
    put_in_place,
    quiet_converters,
    workshop,
)
from fer_edge.export.gate import FileReport, doubt
from fer_edge.export.probes import with_probes
from fer_edge.export.promise import with_promise
from fer_edge.export.settings import ExportSettings
from fer_edge.metrics import score
from fer_edge.training.keras_engine import KerasEngine, load_keras
from fer_edge.training.networks.fold import fold_batch_norm


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
    original = score(reference, validation.labels)
    if doubted := doubt(original):
        (tell or progress)(doubted)
    with workshop(folder) as work:
        with quiet_converters():
            files = _convert(load_keras(keras_path), work, train, settings, progress)
        progress("crop rules of the detectors")
        rules = learn_crop_rules(train, engine.card.crop, tell or progress)
        card = replace(engine.card, crop=rules, versions=package_versions(), figures={}, sha256={})
        for path in files:
            embed_card(path, card)
        reports, promise = prove_files(files, reference, validation, settings, progress)
        figures = {"model.keras": original.figures("validation")}
        figures |= {report.file: report.figures("validation") for report in reports}
        card = with_promise(replace(card, figures=figures), promise, tell or progress)
        card = put_in_place(folder, work, files, with_probes(card, files), [keras_path])
    return [replace(report, bytes=card.figures[report.file]["bytes"]) for report in reports]


def _convert(
    model: keras.Model, work: Path, train: FaceSet, settings: ExportSettings, progress: Progress
) -> list[Path]:
    faces, others = calibration_faces(train, settings.calibration_faces)
    progress("model.onnx")
    onnx.write_onnx(fold_batch_norm(model, arrays=True), work / "model.onnx")
    progress("model.tflite")
    tflite.write_tflite(fold_batch_norm(model), work / "model.tflite")
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
