import hashlib

import pytest

from fer_edge.data.lists.files import ListedFace, write_list
from fer_edge.data.lists.leaving import describe_list
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import MissingError, UsageError
from tests.data.layouts import write_csv, write_own_labels


def listed(path, *names, reason="blank: one shade"):
    write_list([ListedFace(str(name), "", "", reason) for name in names], path, reasons=True)
    return ReadingSettings(leave_out=str(path))


def test_its_faces_are_left_out_with_the_rule_and_counted(tmp_path):
    faces = write_own_labels(tmp_path / "faces" / "train")
    reading = listed(tmp_path / "leave.csv", faces / "awake" / "0.png", faces / "drowsy" / "3.png")
    read = load_split(tmp_path / "faces", "train", reading)
    both = [read, load_split(tmp_path / "faces", "validation", reading)]
    assert sum(len(part.labels) for part in both) == 22 and sum(part.left_out for part in both) == 2
    assert all("is left out by leave.csv: blank" in line for part in both for line in part.skipped)
    assert [part.notes[-1] for part in both] == [
        f"{split}: {part.left_out} left out by leave.csv"
        for split, part in zip(("train", "validation"), both, strict=True)
    ]


def test_rows_of_a_csv_are_left_out_too(tmp_path, monkeypatch):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + "\n" + table.read_text().splitlines()[-1])
    reading = listed(tmp_path / "leave.csv", f"{table}:9")
    monkeypatch.chdir(tmp_path)
    read = load_split("fer2013.csv", "train", reading)
    assert len(read.labels) == 7 and read.skipped == ("fer2013.csv:9: is left out by leave.csv: blank",)


def test_a_list_of_faces_is_none_of_what_to_leave_out(tmp_path):
    faces = write_own_labels(tmp_path / "faces")
    write_list([], tmp_path / "list.csv")
    with pytest.raises(UsageError, match="expected a list with the columns path and reason"):
        load_split(faces, "train", ReadingSettings(leave_out=str(tmp_path / "list.csv")))
    with pytest.raises(MissingError, match="no list at"):
        load_split(faces, "train", ReadingSettings(leave_out=str(tmp_path / "no.csv")))


def test_what_a_card_keeps_of_it(tmp_path):
    reading = listed(tmp_path / "leave.csv", "a.png", "b.png")
    assert describe_list(None) is None
    assert describe_list(reading.leave_out) == {
        "file": "leave.csv",
        "faces": 2,
        "sha256": hashlib.sha256((tmp_path / "leave.csv").read_bytes()).hexdigest(),
    }


def test_paths_in_settings_are_made_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = ReadingSettings(classes="map.toml", leave_out="l.csv").from_anywhere()
    assert (whole.classes, whole.leave_out) == (str(tmp_path / "map.toml"), str(tmp_path / "l.csv"))
    assert ReadingSettings(classes="raf-db").from_anywhere() == ReadingSettings(classes="raf-db")
