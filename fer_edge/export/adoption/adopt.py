"""The adoption as a whole: look, choose, wrap, prove against the file's own runtime, and put in place."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnx

from fer_edge.artifact.card import ModelCard
from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError, UsageError
from fer_edge.export.adoption.choosing import Choice, check_choice, choose
from fer_edge.export.adoption.counting import count_macs, count_parameters
from fer_edge.export.adoption.original import Original
from fer_edge.export.adoption.settings import AdoptSettings
from fer_edge.export.adoption.wrapping import read_graph, wrap
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
from fer_edge.export.gate import FileReport
from fer_edge.export.onnx import write_best_int8_onnx, write_int8_onnx
from fer_edge.export.probes import with_probes
from fer_edge.export.promise import with_promise
from fer_edge.export.settings import ExportSettings
from fer_edge.metrics import check_classes, compare
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.system.files import make_folder

TOLERANCE = 1e-4
"""Largest difference of a probability between the adopted float file and the original in its own runtime."""


def adopt(
    path: Path,
    original: Original,
    folder: Path,
    splits: tuple[FaceSet, FaceSet],
    settings: AdoptSettings,
    export: ExportSettings,
    progress: Progress,
    tell: Progress,
) -> list[FileReport]:
    """Make a model folder of a classifier made elsewhere, and return what each file read on validation.

    path, original: the file, and what `open_original` found. folder: of the new model. splits: train and validation.
    progress: told each step. tell: told what was chosen. Raises UsageError when its outputs are not the data's labels,
    GateError when it reads too little or a file answers otherwise than the original.
    """
    labels = settings.labels or splits[1].classes
    check_labels(path, original, labels, splits[1])
    train, validation = (relabelled(split, labels) for split in splits)
    progress("scales of the pixels")
    choice = choose(original, train, settings.pixels, settings.order)
    tell(f"pixels: {choice.name}{', softmax added' if choice.softmax else ''}")
    progress(f"{path.name} on the validation faces")
    reference = probabilities(original, validation.faces, choice)
    check_choice(choice, original, train, reference, validation)
    with _new(folder), workshop(folder) as work:
        with quiet_converters():
            graph = read_graph(path)
            files = _write(wrap(graph, original, choice.scaling, choice.softmax), work, train, export, progress)
        card = _card(path, folder.name, graph, original, labels, choice)
        progress("crop rules of the detectors")
        card = replace(card, crop=learn_crop_rules(train, {}, tell))
        card = replace(card, trained=card.trained | {"sha256": {"train": train.digest()}})
        for file in files:
            embed_card(file, card)
        if original.rounds:
            reference = _without_rounding(path, files[0], reference, validation, export.max_drop, tell)
        reports, promise = prove_files(files, reference, validation, export, progress, path.name)
        _check_parity(reports[0], path.name)
        card = replace(card, figures={report.file: report.figures("validation") for report in reports})
        card = with_promise(card, promise, tell)
        card = put_in_place(folder, work, files, with_probes(card, files), [])
    return [replace(report, bytes=card.figures[report.file]["bytes"]) for report in reports]


@contextmanager
def _new(folder: Path) -> Iterator[None]:
    """Make the folder, and take it away again if nothing came into it."""
    make_folder(folder)
    try:
        yield
    finally:
        with suppress(OSError):
            folder.rmdir()


def check_labels(path: Path, original: Original, labels: tuple[str, ...], faces: FaceSet) -> None:
    """Raises UsageError unless there is a label for each output, and they are the data's classes."""
    if len(labels) != original.classes or len(set(labels)) != len(labels):
        raise UsageError(
            f"{path.name} gives {original.classes} values, there are {len(set(labels))} labels ({', '.join(labels)}): "
            "name them in the order of its outputs with --labels"
        )
    check_classes(labels, faces.classes, path.name)


def relabelled(faces: FaceSet, labels: tuple[str, ...]) -> FaceSet:
    """The same faces, their classes in the order of `labels`, which are the same names."""
    places = np.array([labels.index(name) for name in faces.classes])
    return replace(faces, labels=places[faces.labels], classes=labels)


def probabilities(original: Original, faces: np.ndarray, choice: Choice) -> np.ndarray:
    """What the original answers in its own runtime, float32 [N, C], each row summing to one."""
    values = original.values(faces, choice.scaling)
    if not choice.softmax:
        return values
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _without_rounding(
    path: Path, file: Path, reference: np.ndarray, validation: FaceSet, max_drop: float, tell: Progress
) -> np.ndarray:
    """The new file's own answers, [N, C], where the original's are rounded in ways that no other runtime repeats.

    Raises GateError when they are right in fewer faces than `max_drop`, a fraction, allows.
    """
    answers = open_engine(file).predict(validation.faces)
    parity = compare(reference, answers, validation.labels)
    tell(f"{path.name} rounds as it runs, {file.name} does not: they agree on {parity.agreement:.1%} of the faces")
    if parity.drop > max_drop:
        raise GateError(
            f"{file.name} lost {parity.drop:.2%} of accuracy against {path.name}, allowed are {max_drop:.2%}"
        )
    return answers


def _write(
    wrapped: onnx.ModelProto, work: Path, train: FaceSet, export: ExportSettings, progress: Progress
) -> list[Path]:
    files = [work / "model.onnx"]
    onnx.save(wrapped, files[0])
    if export.int8:
        progress("model.int8.onnx")
        files.append(work / "model.int8.onnx")
        faces, others = calibration_faces(train, export.calibration_faces)
        if export.calibration == "auto":
            write_best_int8_onnx(files[0], files[1], faces, others)
        else:
            write_int8_onnx(files[0], files[1], faces, export.calibration)
    return files


def _card(
    path: Path, name: str, graph: onnx.ModelProto, original: Original, labels: tuple[str, ...], choice: Choice
) -> ModelCard:
    source = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "pixels": choice.name}
    return ModelCard(
        name=name,
        labels=labels,
        side=original.side,
        channels=original.channels,
        architecture=f"adopted from {path.name}",
        parameters=count_parameters(graph),
        macs=count_macs(graph),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        trained={"adopted": source | {"order": choice.scaling.order, "softmax_added": choice.softmax}},
        versions=package_versions(),
    )


def _check_parity(report: FileReport, name: str) -> None:
    if report.parity.largest_difference > TOLERANCE:
        raise GateError(
            f"{report.file} differs from {name} in its own runtime by {report.parity.largest_difference:.2g} in a "
            f"probability, allowed is {TOLERANCE}: the conversion changed it"
        )
