import pytest

from fer_edge.data.readers.table import Table, read_pixels
from fer_edge.errors import DataError, MissingError
from tests.data.layouts import FACES, write_csv


@pytest.mark.parametrize("text", ["0 7 255", " 0  7 255 ", "0\t7\n255", "000 007 0255"])
def test_numbers_with_any_blanks_between_them(text):
    assert read_pixels(text).tolist() == [0, 7, 255]


@pytest.mark.parametrize(
    "text",
    ["0 256", "0 -1", "0 7.5", "0 x", "0 9999999999999999999999", "0 1e2", "0 \N{SUPERSCRIPT TWO}", "0,1", "0 nan"],
)
def test_what_is_no_shade_is_none(text):
    assert read_pixels(text) is None


def test_no_text_is_no_pixel():
    assert read_pixels("").tolist() == [] and read_pixels("  ").tolist() == []


def test_a_row_is_called_by_its_line(tmp_path):
    table = Table(write_csv(tmp_path), None)
    number, row = list(table.rows())[3]
    assert table.name(number) == f"{tmp_path}/fer2013.csv:5" and (table.face(row)[..., 0] == FACES[3]).all()
    assert table.sizes == {(48, 48): 1}


def test_a_file_that_is_none_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("emotion,usage\n")
    with pytest.raises(DataError, match="expected the columns"):
        Table(tmp_path / "a.csv", None)
    with pytest.raises(MissingError, match="cannot read"):
        Table(tmp_path / "b.csv", None)
