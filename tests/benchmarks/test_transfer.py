"""Merged labels, drawn faces and the page of the study of transfer."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("keras")

from benchmarks import transfer
from benchmarks.transfer import MOOD, Row, draw, merge, page, read_rows, relabel, write_rows
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split


def test_answers_are_summed_over_what_a_label_stands_for():
    answers = np.full((1, 7), 0.1)
    answers[0, LABELS.index("happy")] = 0.4
    assert merge(answers, LABELS, MOOD)[0] == pytest.approx(np.array([4, 1, 4]) / 9)


@pytest.mark.parametrize(("name", "rows"), [("mood", 1), (transfer.UPSIDE_DOWN, -1)])
def test_faces_get_their_new_labels_and_others_are_left_out(name, rows):
    faces = draw_split("test", per_class=2)
    made = relabel(faces, name)
    happy = faces.faces[faces.labels == LABELS.index("happy")]
    assert made.classes == ("negative", "neutral", "positive") and np.bincount(made.labels).tolist() == [8, 2, 2]
    assert np.array_equal(made.faces[made.labels == 2], happy[:, ::rows])


def test_as_many_faces_of_each_label_are_drawn_and_others_by_another_seed():
    faces = relabel(draw_split("test", per_class=5), "mood")
    drawn = [draw(faces, 3, seed) for seed in (0, 0, 1)]
    assert np.bincount(faces.labels[drawn[0]]).tolist() == [3, 3, 3]
    assert np.array_equal(drawn[0], drawn[1]) and not np.array_equal(drawn[0], drawn[2])


def test_a_record_is_read_as_it_was_written_and_the_page_has_its_means(tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "RECORD", tmp_path / "transfer.csv")
    figures = {name: 0.5 for name in Row.__annotations__}
    row = Row(**figures | {"task": "mood", "faces": 20, "seed": 0, "own_balanced": 0.8})
    rows = {("mood", 20, 0): row, ("mood", 20, 1): replace(row, seed=1, own_balanced=0.82)}
    write_rows(rows)
    assert read_rows() == rows
    assert "| mood | 20 | 2 | **50.0%**, 50.0%, 0.500 |" in (text := page(list(rows.values()), "edge", "a board"))
    assert "**81.0%** ± 1.4" in text
