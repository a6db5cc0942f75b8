"""Probes in a card: what is read, and what is refused in one line."""

from dataclasses import replace

import pytest

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.probes import ANSWERS, FACES, MOST, PROBE_SIDE
from fer_edge.errors import ModelError

FACE = "0f" * (PROBE_SIDE**2 // 2)
ROW = "0.4 0.6 0 0 0 0 0"


def read(card: ModelCard, faces, answers) -> ModelCard:
    probed = replace(card, trained={FACES: faces}, figures={"model.onnx": {ANSWERS: answers}})
    return ModelCard.from_json(probed.to_json(), "a.onnx")


def test_faces_and_answers_are_read_by_file(card):
    probes = read(card, [FACE, FACE], [ROW, ROW]).probes
    assert probes.faces == (FACE, FACE)
    assert probes.answers == {"model.onnx": ((0.4, 0.6, 0, 0, 0, 0, 0),) * 2}


def test_a_card_from_before_there_were_probes_has_none(card):
    probes = ModelCard.from_json(card.to_json(), "a.onnx").probes
    assert (probes.faces, probes.answers) == ((), {})


@pytest.mark.parametrize(
    ("faces", "says"),
    [
        ("0f", "trained.probes should be a list"),
        ([7], r"trained.probes\[0\] should be a text"),
        ([None], r"trained.probes\[0\] should be a text"),
        ([FACE[:-1]], "144 digits of 0 to f each"),
        ([FACE + "0"], "144 digits of 0 to f each"),
        ([FACE[:-1] + "g"], "144 digits of 0 to f each"),
        ([FACE[:-1] + "٣"], "144 digits of 0 to f each"),
        ([FACE] * (MOST + 1), "9 probes, expected at most 8"),
    ],
)
def test_faces_that_are_none_are_refused(card, faces, says):
    with pytest.raises(ModelError, match=rf"^a.onnx: its card cannot be read \(.*{says}"):
        read(card, faces, [ROW])


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (ROW, "model.onnx.probe_answers should be a list"),
        ([[0.4, 0.6]], r"probe_answers\[0\] should be a text"),
        ([ROW, ROW], "has 2 rows for 1 probes"),
        ([], "has 0 rows for 1 probes"),
        ([ROW[:-2]], "should have 7 numbers of 0 to 1 in a row"),
        ([ROW + " 0"], "should have 7 numbers of 0 to 1 in a row"),
        (["happy " * 7], "should have 7 numbers of 0 to 1 in a row, got 'happy"),
        (["nan " * 7], "should have 7 numbers of 0 to 1 in a row"),
        (["1e999 " * 7], "should have 7 numbers of 0 to 1 in a row"),
        (["-0.1 " * 7], "should have 7 numbers of 0 to 1 in a row"),
    ],
)
def test_answers_that_are_none_are_refused(card, answers, says):
    with pytest.raises(ModelError, match=rf"^a.onnx: its card cannot be read \(.*{says}"):
        read(card, [FACE], answers)


def test_answers_to_no_face_are_refused(card):
    with pytest.raises(ModelError, match="1 rows for 0 probes"):
        read(card, [], [ROW])
