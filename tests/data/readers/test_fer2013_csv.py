import pytest

from fer_edge.data.loading import load_split
from fer_edge.data.readers.fer2013_csv import find_csv
from fer_edge.data.settings import ReadingSettings
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


@pytest.mark.parametrize("emotion", ["-1", "-7", "7", "9", "", "happy", "1.0", "\N{SUPERSCRIPT TWO}"])
def test_an_emotion_that_is_none_is_skipped_with_the_reason(tmp_path, emotion):
    table = write_csv(tmp_path)
    row = table.read_text().splitlines()[-1].partition(",")[2]
    table.write_text(table.read_text() + f"\n{emotion},{row}\n", encoding="utf-8")
    read = load_split(table, "train")
    assert len(read.labels) == 7 and "has the emotion" in read.skipped[0] and "expected 0 to 6" in read.skipped[0]


@pytest.mark.parametrize("pixel", ["-1", "256", "nan", "1e39"])
def test_a_pixel_that_is_none_is_too(tmp_path, pixel):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + f"\n3,{' '.join([pixel] * 48 * 48)},Training\n")
    assert "has a pixel" in load_split(table, "train").skipped[0]


def test_a_row_of_no_split_is_told_with_each_and_one_of_another_split_with_none(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + "\n3,1,Train\n3,1,PrivateTest\n")
    assert load_split(table, "train").skipped == (
        f"{table}:9: is of 'Train', expected Training, PublicTest, PrivateTest",
    )


def test_a_file_without_a_row_of_the_split_has_the_reason(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text().replace("Training", "train"))
    with pytest.raises(DataError, match=r"7 were left out, the first: .*: is of 'train', expected Training"):
        load_split(table, "train")


def test_a_line_that_no_csv_has_is_an_error(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + f'\n3,"{"1" * 200_000}",Training\n')
    with pytest.raises(DataError, match=r"fer2013\.csv:9 "):
        load_split(table, "train")


def test_another_csv_is_an_error(tmp_path):
    (tmp_path / "fer2013.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="expected the columns"):
        load_split(tmp_path, "train")


def test_a_map_of_numbers_tells_what_the_expressions_are_called_here(tmp_path):
    (tmp_path / "map.toml").write_text('0 = "bad"\n1 = "bad"\n5 = ""')
    read = load_split(write_csv(tmp_path), "train", ReadingSettings(classes=str(tmp_path / "map.toml")))
    assert read.words == {"angry": "bad", "disgust": "bad"} and read.counts()["bad"] == 2
    assert "surprise" not in read.classes and load_split(tmp_path, "train").words == {}
