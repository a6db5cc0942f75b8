from dataclasses import replace

import numpy as np

from fer_edge.data.inspection import find_issues, find_known, find_label_conflicts
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.data.synthetic import draw_split


def spoilt():
    train, test = draw_split("train", 2), draw_split("test", 2)
    train.faces[0] = 7
    train.faces[1] = 9
    train.faces[3] = train.faces[2]
    train.labels[2:4] = 0, 1
    test.faces[5] = train.faces[4]
    return {"train": train, "test": test}


def test_blank_copied_and_shared_faces_are_found():
    issues = find_issues(spoilt())
    assert issues.blank == {"train": [0, 1], "test": []}
    assert issues.copies == {"train": [[2, 3]], "test": []}
    assert issues.disputed["train"] == [[2, 3]]
    assert issues.shared == {("train", "test"): [(4, 5)]}


def test_faces_that_training_has_too_are_known():
    train, test = draw_split("train", 2).faces, draw_split("test", 2).faces
    assert not find_known(test, train).any()
    test[[1, 5]] = train[[4, 0]]
    assert np.flatnonzero(find_known(test, train)).tolist() == [1, 5]


def test_a_sound_data_set_has_no_issues():
    issues = find_issues({"train": draw_split("train", 2), "test": draw_split("test", 2)})
    assert not any(
        [*issues.blank.values(), *issues.copies.values(), *issues.disputed.values(), *issues.shared.values()]
    )


def test_blank_faces_are_not_also_copies():
    drawn = draw_split("train", 1)
    blank = replace(drawn, faces=drawn.faces * 0)
    issues = find_issues({"train": blank, "test": blank})
    assert len(issues.blank["train"]) == 7 and not issues.copies["train"] and not issues.shared["train", "test"]


def test_clear_votes_for_another_expression_contradict_a_label():
    labels = np.array([LABELS.index("sad"), LABELS.index("sad"), LABELS.index("happy"), LABELS.index("fear")])
    votes = np.zeros((4, 10))
    votes[0, FER_PLUS_ORDER.index("neutral")] = 0.8
    votes[1, [FER_PLUS_ORDER.index("neutral"), FER_PLUS_ORDER.index("sad")]] = 0.5
    votes[2, FER_PLUS_ORDER.index("no face")] = 0.9
    found = find_label_conflicts(labels, LABELS, votes)
    assert (found.faces, found.no_face, found.counts) == ([0], [2], {("sad", "neutral"): 1})
