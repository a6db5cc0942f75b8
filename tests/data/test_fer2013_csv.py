import pytest

from fer_edge.data.fer2013_csv import find_csv
from fer_edge.data.loading import load_split
from fer_edge.errors import DataError
from tests.data.layouts import write_csv


def test_the_file_or_its_folder_may_be_named(tmp_path):
    assert find_csv(tmp_path) is None
    table = write_csv(tmp_path)
    assert find_csv(tmp_path) == find_csv(table) == table


def test_a_csv_row_out_of_range_is_named_and_skipped(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + "\n9,1 2 3,Training\n3,1 2 3,Training\n")
    read = load_split(table, "train")
    assert len(read.labels) == 7
    assert [line.split(": ")[0] for line in read.skipped] == [f"{table}:9", f"{table}:10"]


def test_a_line_that_no_csv_has_is_an_error(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + f'\n3,"{"1" * 200_000}",Training\n')
    with pytest.raises(DataError, match=r"fer2013\.csv:9 "):
        load_split(table, "train")


def test_another_csv_is_an_error(tmp_path):
    (tmp_path / "fer2013.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="expected the columns"):
        load_split(tmp_path, "train")
