"""Whether what a run wrote is whole."""

import pytest

from benchmarks.emulated.steps.whole import look

LINE = '{"frame": 0, "time": 0.0, "faces": []}\n'


def test_whole_files_are_counted(tmp_path):
    (tmp_path / "faces.jsonl").write_text(2 * LINE)
    (tmp_path / "minutes.csv").write_text("minute,happy\n0,1.5\n")
    assert look(tmp_path) == (["faces.jsonl of 2 lines", "minutes.csv of 2 rows"], [])


@pytest.mark.parametrize("name, text", [("a.jsonl", LINE[:-4]), ("a.jsonl", LINE + '"x"\n'), ("a.jsonl", LINE[:-1])])
def test_a_line_that_is_cut_or_no_record_is_seen(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert look(tmp_path)[1] == ["1 lines of a.jsonl are no records"]


@pytest.mark.parametrize("text", ["", "minute,happy\n0\n"])
def test_a_table_that_is_cut_is_seen(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    assert look(tmp_path)[1] == ["a.csv has rows of different lengths, or none"]


def test_a_folder_with_nothing_in_it_proves_nothing(tmp_path):
    assert look(tmp_path)[1] == [f"nothing in {tmp_path}"]
