import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.data.inspection import find_issues, find_known, find_label_conflicts
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.data.preview import draw_preview
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError


def spoilt():
    train, test = draw_split("train", 2), draw_split("test", 2)
    train.faces[0] = 7
    train.faces[1] = 9
    train.faces[3] = train.faces[2]
    train.labels[2:4] = 0, 1
    test.faces[5] = train.faces[4]
    return {"train": train, "test": test}


def test_blank_copied_and_shared_faces_are_found():
    odd = find_issues(spoilt())
    assert odd.blank == {"train": [0, 1], "test": []}
    assert odd.copies == {"train": [[2, 3]], "test": []}
    assert odd.disputed["train"] == [[2, 3]]
    assert odd.shared == {("train", "test"): [(4, 5)]}


def test_faces_that_training_has_too_are_known():
    train, test = draw_split("train", 2).faces, draw_split("test", 2).faces
    assert not find_known(test, train).any()
    test[[1, 5]] = train[[4, 0]]
    assert np.flatnonzero(find_known(test, train)).tolist() == [1, 5]


def test_a_sound_data_set_has_no_oddities():
    odd = find_issues({"train": draw_split("train", 2), "test": draw_split("test", 2)})
    assert not any([*odd.blank.values(), *odd.copies.values(), *odd.disputed.values(), *odd.shared.values()])


def test_blank_faces_are_not_also_copies():
    drawn = draw_split("train", 1)
    blank = replace(drawn, faces=drawn.faces * 0)
    odd = find_issues({"train": blank, "test": blank})
    assert len(odd.blank["train"]) == 7 and not odd.copies["train"] and not odd.shared["train", "test"]


def test_a_preview_has_a_row_per_class_even_with_few_faces():
    assert draw_preview(draw_split("train", 2)).shape == draw_preview(draw_split("train", 20)).shape


def test_inspect_emits_pure_json():
    done = CliRunner().invoke(data, ["inspect", "synthetic", "--json", "-"])
    assert json.loads(done.stdout)["splits"]["train"]["faces"] == 7 * 150


def test_inspect_of_nothing_is_one_clear_error(tmp_path):
    done = CliRunner().invoke(data, ["inspect", str(tmp_path)])
    assert isinstance(done.exception, MissingError)


def test_preview_writes_a_picture(tmp_path):
    out = tmp_path / "faces.png"
    assert CliRunner().invoke(data, ["preview", "synthetic", "--out", str(out)]).exit_code == 0
    assert cv2.imread(str(out)) is not None


def test_fetch_names_what_it_lacks(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "kagglehub", None)
    with pytest.raises(MissingError, match="pip install kagglehub"):
        CliRunner().invoke(data, ["fetch"], catch_exceptions=False)


def test_clear_votes_for_another_expression_contradict_a_label():
    labels = np.array([LABELS.index("sad"), LABELS.index("sad"), LABELS.index("happy"), LABELS.index("fear")])
    votes = np.zeros((4, 10))
    votes[0, FER_PLUS_ORDER.index("neutral")] = 0.8
    votes[1, [FER_PLUS_ORDER.index("neutral"), FER_PLUS_ORDER.index("sad")]] = 0.5
    votes[2, FER_PLUS_ORDER.index("no face")] = 0.9
    found = find_label_conflicts(labels, LABELS, votes)
    assert (found.faces, found.no_face, found.counts) == ([0], [2], {("sad", "neutral"): 1})
