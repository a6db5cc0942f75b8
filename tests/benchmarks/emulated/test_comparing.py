"""The same answers on two machines, and others."""

import json

import numpy as np
import pytest

from benchmarks.emulated.comparing import compare_answers, compare_runs

FACE = {"label": "happy", "box": [1, 2, 30, 40], "probabilities": {"happy": 0.9, "sad": 0.1}}
FRAMES = [{"frame": 0, "faces": [FACE]}, {"frame": 1, "faces": []}, {"frame": 2, "faces": [FACE]}]


@pytest.fixture
def lines(tmp_path):
    """Writes frames as JSON lines, each into a file of its own."""

    def write(frames):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_text("".join(json.dumps(frame) + "\n" for frame in frames))
        return path

    return write


def test_a_run_is_the_same_as_itself(lines):
    found = compare_runs(lines(FRAMES), lines(FRAMES))
    assert found.same and (found.frames, found.faces, found.labels, found.boxes) == (3, 2, 3, 3)


@pytest.mark.parametrize(
    "change",
    [{"label": "sad"}, {"box": [1, 2, 30, 41]}],
    ids=["another label", "another box"],
)
def test_one_frame_that_differs_is_seen(lines, change):
    assert not compare_runs(lines(FRAMES), lines([*FRAMES[:2], {"frame": 2, "faces": [FACE | change]}])).same


def test_a_run_that_ends_early_differs(lines):
    found = compare_runs(lines(FRAMES[:2]), lines(FRAMES))
    assert not found.same and (found.frames, found.labels) == (3, 2)


def test_runs_without_a_face_prove_nothing(lines):
    assert not compare_runs(lines(FRAMES[1:2]), lines(FRAMES[1:2])).same


def test_how_far_probabilities_and_boxes_are_apart_is_told(lines):
    other = FACE | {"box": [1, 5, 30, 40], "probabilities": {"happy": 0.85, "sad": 0.15}}
    found = compare_runs(lines(FRAMES), lines([{"frame": 0, "faces": [other]}, *FRAMES[1:]]))
    assert (found.farthest, found.probabilities, found.labels, found.boxes) == (3, 0.05, 3, 2)


def test_two_of_a_thousand_faces_may_differ_and_three_may_not():
    ours = np.tile(np.array([0.9, 0.1]), (1000, 1))
    theirs = ours.copy()
    theirs[:2] = (0.1, 0.9)
    assert compare_answers(ours, theirs).enough and compare_answers(ours, theirs).farthest == 0.8
    theirs[2] = (0.1, 0.9)
    assert not compare_answers(ours, theirs).enough
    assert not compare_answers(ours, theirs[:999]).enough
