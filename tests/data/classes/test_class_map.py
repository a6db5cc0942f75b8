import pytest

from fer_edge.data.classes.class_map import describe_classes, read_class_map
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import MissingError, UsageError
from tests.data.layouts import write_folders


def test_a_known_map_has_numbers_and_words_and_nothing_else():
    known = read_class_map("RAF-DB")
    assert [known.label(name) for name in ("1", " 7", "Happiness", "8", "contempt")] == [
        *("surprise", "neutral", "happy"),
        *(None, None),
    ]


def test_a_file_renames_and_drops_and_leaves_other_names(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text('Joy = "happy"\n"2" = " sleepy "\nblur = ""', encoding="utf-8")
    own = read_class_map(str(path))
    assert [own.label(name) for name in ("joy", "2", "Blur", "Anger", "awake")] == [
        *("happy", "sleepy", "", "angry", "awake")
    ]


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ("rafdb", "there is no rafdb; expected raf-db, "),
        ("map.toml", "cannot read --classes"),
    ],
)
def test_a_map_that_is_none_is_one_line(tmp_path, classes, message):
    write_folders(tmp_path)
    with pytest.raises((UsageError, MissingError), match=message):
        load_split(tmp_path, "train", ReadingSettings(classes=classes))


@pytest.mark.parametrize("text", ["happy", "happy = 1", "[happy]\nx = 'y'", 'happy = "a\\nb"', f'happy = "{"x" * 99}"'])
def test_a_file_that_is_no_map_is_one_line(tmp_path, text):
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(UsageError, match=r"--classes .*map\.toml") as refusal:
        load_split(write_folders(tmp_path / "faces"), "train", ReadingSettings(classes=str(tmp_path / "map.toml")))
    assert "\n" not in str(refusal.value)


def test_a_record_keeps_what_a_file_says_and_the_name_of_a_known_map(tmp_path):
    (tmp_path / "map.toml").write_text('Joy = "happy"\n2 = ""')
    assert describe_classes(str(tmp_path / "map.toml")) == {"joy": "happy", "2": ""}
    assert (describe_classes("raf-db"), describe_classes(None)) == ("raf-db", None)
