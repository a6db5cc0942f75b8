"""The shipped models: what their files do with real faces, and that every card says the same of them."""

import hashlib

import numpy as np
import pytest

from fer_edge.artifact.card import CropRule, read_card
from fer_edge.artifact.store import MODEL_FILES, shipped_models
from fer_edge.runtime.engines.opening import open_engine
from tests.conftest import real
from tests.real_faces import fer2013_faces

NAMES = ("edge", "nano")
EXPORTED = MODEL_FILES[1:]
RULES = {"haar": CropRule(scale=1.032, dx=0.003, dy=0.003), "yunet": CropRule(scale=0.945, dx=0.002, dy=-0.012)}
LIMITS = {"edge": 1_000_000, "nano": 150_000}
"""Bytes of an integer file."""


def opened(name: str, file: str):
    if file.endswith(".tflite"):
        pytest.importorskip("ai_edge_litert")
    return open_engine(shipped_models() / name / file)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_the_rules_of_both_detectors(name):
    assert read_card(shipped_models() / name).crop == RULES


@pytest.mark.parametrize("file", EXPORTED)
@pytest.mark.parametrize("name", NAMES)
def test_so_has_the_card_inside_each_file(name, file):
    assert opened(name, file).card.crop == RULES


@pytest.mark.parametrize("name", NAMES)
def test_a_card_is_of_these_very_files(name):
    folder = shipped_models() / name
    card = read_card(folder)
    assert card.sha256 == {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in MODEL_FILES}
    assert {file: card.figures[file]["bytes"] for file in EXPORTED} == {
        file: (folder / file).stat().st_size for file in EXPORTED
    }


@pytest.mark.parametrize("file", EXPORTED)
@pytest.mark.parametrize("name", NAMES)
def test_each_file_has_answered_to_the_probes_of_its_card_and_answers_so_here(name, file):
    probes = opened(name, file).card.probes
    assert len(probes.faces) == len(probes.answers[file]) == 4


@pytest.fixture(scope="module")
def faces():
    real("fer2013-images.zip")
    return fer2013_faces(1000)


@pytest.mark.parametrize("file", ["model.int8.onnx", "model.int8.tflite"])
@pytest.mark.parametrize(("name", "accuracy"), [("edge", 0.68), ("nano", 0.65)])
def test_an_integer_file_is_small_and_loses_next_to_nothing_on_real_faces(faces, name, accuracy, file):
    integer, plain = (opened(name, each).predict(faces.faces).argmax(axis=1) for each in (file, "model.onnx"))
    right, right_plain = (np.mean(answers == faces.labels) for answers in (integer, plain))
    assert right >= accuracy and right_plain - right <= 0.01
    assert np.mean(integer == plain) >= 0.97
    assert (shipped_models() / name / file).stat().st_size <= LIMITS[name]
