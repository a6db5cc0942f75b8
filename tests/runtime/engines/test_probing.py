"""Probes replayed: engines that answer as at the export, and engines that do not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE
from fer_edge.errors import ModelError, ProbeError
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.probing import TOLERANCE, enlarge, probe_faces, replay_probes

STRIPES = "0f" * (PROBE_SIDE**2 // 2)
ROW = np.array([0.1, 0.2, 0.3, 0.4, 0, 0, 0], np.float32)


@pytest.fixture
def probed(card):
    """A card with two probes, and the same answer to both in model.onnx."""
    text = " ".join(f"{value:.4f}" for value in ROW)
    return replace(card, trained={FACES: [STRIPES] * 2}, figures={"model.onnx": {ANSWERS: [text] * 2}})


def moved(by: float) -> np.ndarray:
    return ROW + np.array([by, -by / 2, 0, -by / 2, 0, 0, 0], np.float32)


@pytest.mark.parametrize("side", [1, 2, 11, 12, 13, 48, 224])
def test_a_probe_is_enlarged_to_any_side_with_its_corners_in_place(side):
    small = np.random.default_rng(0).integers(0, 256, (3, PROBE_SIDE, PROBE_SIDE))
    large = enlarge(small, side)
    assert large.shape == (3, side, side) and large.dtype == np.uint8
    corners = [0, -1] if side > 1 else [0]
    assert (large[:, corners][:, :, corners] == small[:, corners][:, :, corners]).all()


def test_between_pixels_it_is_bilinear():
    small = np.zeros((1, PROBE_SIDE, PROBE_SIDE), np.int64)
    small[:, :, 1] = 255
    assert enlarge(small, 2 * PROBE_SIDE - 1)[0, 5, :4].tolist() == [0, 127, 255, 127]


def test_one_that_keeps_its_side_keeps_its_pixels():
    small = np.random.default_rng(0).integers(0, 256, (2, PROBE_SIDE, PROBE_SIDE))
    assert (enlarge(small, PROBE_SIDE) == small).all()


def test_every_channel_has_the_same_grey(probed):
    faces = probe_faces(replace(probed, side=32, channels=3))
    assert faces.shape == (2, 32, 32, 3) and faces.max() == 255 and (faces[..., 0] == faces[..., 2]).all()


@pytest.mark.parametrize("by", [0.0, 0.9 * TOLERANCE, -0.9 * TOLERANCE])
def test_answers_within_the_tolerance_pass(probed, by):
    replay_probes(FixedEngine(probed, moved(by)), Path("model.onnx"))


def test_an_engine_that_answers_otherwise_is_refused_with_what_it_says(probed):
    engine = FixedEngine(probed, moved(1.1 * TOLERANCE))
    with pytest.raises(ProbeError, match=r"^a/model.onnx answers otherwise .*: angry of probe 1 is 0.16, was 0.10, .*"):
        replay_probes(engine, Path("a/model.onnx"))


def test_a_file_that_was_renamed_is_held_to_the_answers_of_its_kind(probed):
    replay_probes(FixedEngine(probed, ROW), Path("face.onnx"))
    with pytest.raises(ProbeError):
        replay_probes(FixedEngine(probed, moved(0.1)), Path("face.onnx"))


def test_one_of_a_kind_without_answers_is_taken_as_it_is(probed):
    replay_probes(FixedEngine(probed, moved(0.1)), Path("model.tflite"))


def test_what_is_no_answer_is_told_as_that(probed):
    with pytest.raises(ModelError, match="not all numbers"):
        replay_probes(FixedEngine(probed, ROW * np.nan), Path("model.onnx"))


def test_a_card_without_probes_is_warmed_up_as_ever(card):
    replay_probes(FixedEngine(card, ROW), Path("model.onnx"))
    with pytest.raises(ModelError, match="not all numbers"):
        replay_probes(FixedEngine(card, ROW * np.nan), Path("model.onnx"))
