import csv

import numpy as np

from fer_edge.runtime.stills.table import PictureTable
from fer_edge.runtime.types import Face, Frame

IMAGE = np.zeros((24, 32, 3), np.uint8)
FACE = Face(track=1, box=(1, 2, 3, 4), label="b", confidence=0.75, probabilities=np.array([0.25, 0.75]), uncertain=True)


def rows(tmp_path, name: str, faces) -> list[dict]:
    table = PictureTable(tmp_path / "out.csv", ("a", "b"))
    table.write(Frame(index=0, time=0.0, image=IMAGE, file=name), faces)
    table.close()
    with (tmp_path / "out.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_face_is_a_row_with_its_file(tmp_path):
    (row,) = rows(tmp_path, "a,b.png", [FACE])
    assert list(row.values()) == ["a,b.png", "1", "1", "2", "3", "4", "b", "0.7500", "1", "0.2500", "0.7500"]


def test_a_picture_without_a_face_is_a_row_too_whatever_its_name(tmp_path):
    (row,) = rows(tmp_path, "\udcff.png", [])
    assert row.pop("file") == r"\udcff.png" and set(row.values()) == {""}
