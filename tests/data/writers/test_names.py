import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.writers.names import file_stems


def faces(*names: str, rows=None, labels=None) -> FaceSet:
    count = len(rows) if rows is not None else len(names)
    return FaceSet(
        faces=np.zeros((count, 8, 8, 1), np.uint8),
        labels=np.zeros(count, np.int64) if labels is None else np.array(labels),
        rows=np.full(count, -1) if rows is None else np.array(rows),
        names=names,
    )


def test_names_that_keep_the_order_stay():
    assert file_stems(faces("2.png", "10.jpg", "0300.v2.png")) == ["2", "10", "0300.v2"]
    assert file_stems(faces("a.png", "a.jpg", labels=[0, 1])) == ["a", "a"]


def test_rows_stand_for_names_that_are_lines_of_a_table():
    assert file_stems(faces("fer2013.csv:5", "fer2013.csv:9", rows=[3, 7])) == ["3", "7"]


def test_what_would_come_in_another_order_or_twice_is_numbered():
    assert file_stems(faces("b.png", "a.png")) == ["face0", "face1"]
    assert file_stems(faces("a.png", "a.jpg")) == ["face0", "face1"]
    assert file_stems(faces("con:1", "..", rows=[-1, -1])) == ["face0", "face1"]
