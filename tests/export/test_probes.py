"""The probes of an export: what is drawn, what is answered, and how much of a card they are."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.probes import ANSWERS, FACES
from fer_edge.export.probes import COUNT, MOST_BYTES, draw_probes, with_probes
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.engines.probing import probe_faces
from tests.standin import GREY

FILES = ("model.onnx", "model.int8.onnx", "model.tflite", "model.int8.tflite")


@pytest.fixture
def files(tmp_path):
    return [shutil.copy(GREY, tmp_path / name) for name in FILES[:2]]


def with_figures(card: ModelCard) -> ModelCard:
    return replace(card, figures={file: {"accuracy": 0.5} for file in FILES})


def added(card: ModelCard, files) -> tuple[ModelCard, int]:
    """The card with probes, and by how many bytes its JSON grew."""
    probed = with_probes(card, files)
    return probed, len(probed.to_json().encode()) - len(card.to_json().encode())


def test_the_faces_are_always_the_same_ones_differ_and_reach_from_black_to_white():
    faces = draw_probes()
    assert faces == draw_probes() and len(set(faces)) == COUNT
    assert all({"0", "f"} <= set(face) for face in faces)


def test_each_file_has_the_answers_that_it_gives(files, card):
    probed, size = added(with_figures(card), files)
    assert ModelCard.from_json(probed.to_json(), "a") == probed and 0 < size <= MOST_BYTES
    given = open_engine(GREY).predict(probe_faces(probed))
    for file in FILES[:2]:
        np.testing.assert_allclose(probed.probes.answers[file], given, atol=5e-5)
    assert ANSWERS not in probed.figures["model.tflite"] and probed.figures["model.onnx"]["accuracy"] == 0.5


def test_the_probes_of_an_export_before_are_replaced(files, card):
    once = with_probes(with_figures(card), files)
    again = with_probes(
        replace(once, trained={FACES: ["0" * 144], "seed": 3}, figures=with_figures(card).figures), files
    )
    assert again == replace(once, trained=once.trained | {"seed": 3})


@pytest.mark.parametrize(("labels", "faces"), [(7, 4), (20, 4), (30, 3), (50, 2), (100, 1), (200, 0), (1000, 0)])
def test_a_card_grows_by_4_kilobytes_at_the_most_however_many_labels(monkeypatch, card, tmp_path, labels, faces):
    card = with_figures(replace(card, labels=tuple(map(str, range(labels)))))
    engine = FixedEngine(card, np.full(labels, 1 / labels))
    monkeypatch.setattr("fer_edge.export.probes.open_engine", lambda path: engine)
    probed, size = added(card, [tmp_path / file for file in FILES])
    assert size <= MOST_BYTES == 4096
    assert [len(probed.probes.faces), *map(len, probed.probes.answers.values())] == [faces] * (5 if faces else 1)
