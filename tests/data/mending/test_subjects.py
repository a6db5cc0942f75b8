import pytest

from fer_edge.data.mending.subjects import find_subjects
from fer_edge.errors import DataError, UsageError


@pytest.mark.parametrize(
    ("names", "people", "called"),
    [
        (["a/S005_001_00000011.png", "b/S010_002_00000014.png"], ["S005", "S010"], "CK+"),
        (["AF01ANS.JPG", "BF01HAFL.JPG", "AM02SUHR.JPG"], ["F01", "F01", "M02"], "KDEF"),
        (["KA.AN1.39.tiff", "KL.HA2.159.tiff"], ["KA", "KL"], "JAFFE"),
    ],
)
def test_names_of_known_data_sets_tell_the_person(names, people, called):
    found = find_subjects(names, None)
    assert found.of == people and f"2 people, by names as those of {called}" == found.told


def test_faces_of_one_press_stay_together():
    found = find_subjects(["a/take0001-001.png", "a/take0001-002.png", "b/take0002-001.png"], None)
    assert found.of == ["take0001", "take0001", "take0002"] and found.told.startswith("2 takes")


@pytest.mark.parametrize("names", [["0001.png", "0002.png"], ["S005_001_00000011.png", *["x.png"] * 9], []])
def test_other_names_tell_nobody(names):
    assert find_subjects(names, None).of == [None] * len(names) and not find_subjects(names, None).told


def test_a_pattern_finds_its_group_or_the_whole():
    names = ["anna/1.png", "bob/2.png", "x.png"]
    assert find_subjects(names, r"^(\w+)/").of == ["anna", "bob", None]
    assert find_subjects(names, r"\d").of == ["1", "2", None]
    assert find_subjects(names, r"\d").told == "2 people by --group, in 2 of 3 names"


def test_one_that_is_none_or_fits_nothing_is_refused():
    with pytest.raises(UsageError, match="no regular expression"):
        find_subjects(["a.png"], "(")
    with pytest.raises(DataError, match=r"fits no name; the first is a\.png"):
        find_subjects(["a.png"], "b")
