"""What every export ends with: each file is proved in its own runtime, given its card, and put in place."""

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path

import numpy as np

from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.artifact.replacement import replace_files
from fer_edge.data.faces import FaceSet
from fer_edge.errors import FerEdgeError
from fer_edge.export.cards import embed_sized_card
from fer_edge.export.gate import FileReport, prove
from fer_edge.export.promise import LearnedPromise
from fer_edge.export.settings import ExportSettings
from fer_edge.export.shifted import prove_shifted
from fer_edge.system.writing.leftovers import work_folder

PACKAGES = ("tensorflow", "keras", "tf2onnx", "onnx", "onnxruntime", "ai-edge-litert", "numpy", "opencv-python")

Progress = Callable[[str], None]
"""Told, in a line each, the name of every step as it begins, or what a user should know of the outcome."""


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` to work in, gone afterwards. Raises FerEdgeError when there is no room or right."""
    try:
        with work_folder(folder) as work:
            yield work
    except OSError as error:
        raise FerEdgeError(f"cannot export in {folder}: {error.strerror or error}") from error


@contextmanager
def quiet_converters() -> Iterator[None]:
    """They list tensors and bins on stdout, where `--json -` has its place, and warn of one another's code."""
    with redirect_stdout(StringIO()), warnings.catch_warnings(action="ignore"):
        yield


def prove_files(
    files: list[Path],
    reference: np.ndarray,
    validation: FaceSet,
    settings: ExportSettings,
    progress: Progress,
    against: str = "Keras",
) -> tuple[list[FileReport], LearnedPromise | None]:
    """Every file's report on the validation faces, as they are and under shifts, and what was learned under these.

    reference: the probabilities [N, C] that they are held against. against: whose those are, for people.
    Raises GateError when a file does not pass.
    """
    reports = []
    for path in files:
        progress(f"{path.name} on the validation faces")
        reports.append(prove(path, reference, validation, settings.max_drop, against))
    shifted = prove_shifted(files, validation, settings, progress)
    reports = [replace(report, shifted=shifted.figures.get(report.file, {})) for report in reports]
    return reports, shifted.promise


def put_in_place(folder: Path, work: Path, files: list[Path], card: ModelCard, beside: list[Path]) -> ModelCard:
    """Give every file the card with all figures, put them and card.json in place, and return the card.

    beside: files of the folder that stay, and are named in the card too.
    """
    card = embed_sized_card(files, card)
    ready = work / "ready"
    ready.mkdir()
    contents = [*beside, *(path.rename(ready / path.name) for path in files)]
    card = replace(card, sha256={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in contents})
    write_card(card, ready)
    replace_files(ready, folder)
    return card


def package_versions() -> dict[str, str]:
    """Of fer-edge and of what files are made with, those that are installed."""
    found = {}
    for package in ("fer-edge", *PACKAGES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
