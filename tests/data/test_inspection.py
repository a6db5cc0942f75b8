import numpy as np

from fer_edge.data.inspection import find_known, find_label_conflicts
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.data.synthetic import draw_split


def voted(*shares: dict[str, float]) -> np.ndarray:
    """Votes [N, 10] of a face each."""
    votes = np.zeros((len(shares), 10))
    for row, share in zip(votes, shares, strict=True):
        for name, value in share.items():
            row[FER_PLUS_ORDER.index(name)] = value
    return votes


def test_faces_that_training_has_too_are_known():
    train, test = draw_split("train", 2).faces, draw_split("test", 2).faces
    assert not find_known(test, train).any()
    test[[1, 5]] = train[[4, 0]]
    assert np.flatnonzero(find_known(test, train)).tolist() == [1, 5]


def test_clear_votes_for_another_expression_contradict_a_label():
    labels = np.array([LABELS.index(label) for label in ("sad", "sad", "happy", "fear")])
    votes = voted({"neutral": 0.8}, {"neutral": 0.5, "sad": 0.5}, {"no face": 0.9}, {})
    found = find_label_conflicts(labels, LABELS, votes)
    assert (found.faces, found.no_face, found.counts) == ([0], [2], {("sad", "neutral"): 1})
    assert found.answers == ["neutral"] and found.clear == 2
    assert find_label_conflicts(labels, LABELS, votes, share=0.85).faces == []


def test_votes_for_expressions_of_one_label_count_together():
    classes, labels = ("bad", "good"), np.array([0, 0, 1])
    votes = voted({"angry": 0.4, "sad": 0.4}, {"happy": 0.6}, {"happy": 1})
    words = {"angry": "bad", "sad": "bad", "happy": "good"}
    found = find_label_conflicts(labels, classes, votes, words)
    assert (found.faces, found.answers, found.clear) == ([1], ["good"], 3)
    assert len(find_label_conflicts(labels, classes, votes).faces) == 2
