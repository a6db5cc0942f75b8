import csv

import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.stills.table import PictureTable
from fer_edge.runtime.types import Face, Frame
from tests.schemas import conform

IMAGE = np.zeros((24, 32, 3), np.uint8)
FACE = Face(track=1, box=(1, 2, 3, 4), label="b", confidence=0.75, probabilities=np.array([0.25, 0.75]), uncertain=True)


def rows(tmp_path, name: str, faces) -> list[dict]:
    table = PictureTable(tmp_path / "out.csv", ("a", "b"))
    table.write(Frame(index=0, time=0.0, image=IMAGE, file=name), faces)
    table.close()
    with (tmp_path / "out.csv").open(newline="") as file:
        return [conform("table-stills", row) for row in csv.DictReader(file)]


def test_a_face_is_a_row_with_its_file(tmp_path):
    (row,) = rows(tmp_path, "a,b.png", [FACE])
    assert list(row.values()) == ["a,b.png", "1", "1", "2", "3", "4", "b", "0.7500", "1", "0.2500", "0.7500"]


def test_a_picture_without_a_face_is_a_row_too_whatever_its_name(tmp_path):
    (row,) = rows(tmp_path, "\udcff.png", [])
    assert row.pop("file") == r"\udcff.png" and set(row.values()) == {""}


def test_a_second_run_goes_on_below_one_header(tmp_path):
    rows(tmp_path, "a.png", [FACE])
    assert [row["file"] for row in rows(tmp_path, "b.png", [])] == ["a.png", "b.png"]


def test_a_table_of_other_expressions_is_put_aside_and_another_file_refused(tmp_path):
    told: list[str] = []
    rows(tmp_path, "a.png", [FACE])
    PictureTable(tmp_path / "out.csv", ("c",), told.append).close()
    assert "a.png" in (tmp_path / "out-2.csv").read_text() and "out-2.csv" in told[0]
    (tmp_path / "out.csv").write_text("name,age\n")
    with pytest.raises(UsageError, match="something else"):
        PictureTable(tmp_path / "out.csv", ("a", "b"))
