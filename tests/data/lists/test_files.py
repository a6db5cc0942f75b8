import os

import pytest

from fer_edge.data.lists.files import ListedFace, columns_of, read_list, same_name, split_name, write_list
from fer_edge.data.pictures import read_picture
from fer_edge.errors import DataError, FerEdgeError, MissingError

FACES = [ListedFace("faces/a, b.png", "happy", "train"), ListedFace("faces/t.csv:7", "sad", "test")]


def test_paths_are_of_the_lists_own_folder_and_are_found_from_anywhere(tmp_path, monkeypatch):
    (tmp_path / "here" / "faces").mkdir(parents=True)
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_list(FACES, tmp_path / "lists" / "list.csv")
    text = (tmp_path / "lists" / "list.csv").read_text()
    assert text.splitlines()[:2] == ["path,label,split", '"../here/faces/a, b.png",happy,train']
    monkeypatch.chdir(tmp_path / "lists")
    seen = list(read_list(tmp_path / "lists" / "list.csv"))
    assert [same_name(face.name) for face in seen] == [str(tmp_path / "here" / face.name) for face in FACES]
    assert [(face.label, face.split) for face in seen] == [("happy", "train"), ("sad", "test")]


def test_a_name_of_other_bytes_comes_back(tmp_path):
    name = os.fsdecode(b"b\xe9\n.png")
    write_list([ListedFace(str(tmp_path / name), "sad", "", "blank: x")], tmp_path / "l.csv", reasons=True)
    assert columns_of(tmp_path / "l.csv") == ["path", "label", "split", "reason"]
    (face,) = read_list(tmp_path / "l.csv")
    assert face == (str(tmp_path / name), "sad", "", "blank: x")


def test_two_ways_to_a_folder_are_one_name(tmp_path):
    (tmp_path / "faces").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "faces")
    assert same_name(str(tmp_path / "link" / "1.png")) == same_name(str(tmp_path / "x" / ".." / "faces" / "1.png"))


@pytest.mark.parametrize("name", ["a\0/b.png", "\ud800/b.png"])
def test_what_no_file_can_be_called_is_read_as_none(tmp_path, name):
    assert same_name(name) == name and "no file can be called so" in read_picture(tmp_path / name)


def test_a_name_that_cannot_be_written_is_shown(tmp_path):
    write_list([ListedFace("\ud800.png", "sad", "", "damaged: \ud800")], tmp_path / "l.csv", reasons=True)
    assert "\\ud800.png,sad,,damaged: \\ud800" in (tmp_path / "l.csv").read_text()


def test_a_row_of_a_file_of_many_is_told_from_a_name_with_a_colon():
    assert split_name("a/f.csv:12") == ("a/f.csv", 12) and split_name("F.NPZ:0") == ("F.NPZ", 0)
    assert split_name("10:43.png") == ("10:43.png", None) and split_name("a.png:12") == ("a.png:12", None)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", 'path,label\n"' + "x" * 200_000 + '",happy\n'])
def test_what_is_no_list_is_an_error(tmp_path, text):
    (tmp_path / "l.csv").write_text(text)
    with pytest.raises(DataError, match=r"l\.csv"):
        list(read_list(tmp_path / "l.csv"))


def test_what_is_not_there_is_missing_and_what_cannot_be_written_is_told(tmp_path):
    with pytest.raises(MissingError, match="cannot read the list"):
        list(read_list(tmp_path / "no.csv"))
    with pytest.raises(FerEdgeError, match="cannot write"):
        write_list(FACES, tmp_path / "no" / "l.csv")
