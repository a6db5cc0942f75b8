import cv2
import numpy as np
import pytest

from fer_edge.data.classes.written import check_folder_names, read_classes, write_classes
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import DataError, UsageError


def moods(root, names=("happy", "sad"), side=48):
    for number, name in enumerate(names):
        (root / "train" / name).mkdir(parents=True)
        for face in range(4):
            cv2.imwrite(str(root / "train" / name / f"{face}.png"), np.full((side, side), number, np.uint8))
    return root


def test_two_of_the_usual_names_are_all_the_labels_where_the_file_says_so(tmp_path):
    with pytest.raises(DataError, match="--classes folders"):
        load_split(moods(tmp_path), "train")
    write_classes(tmp_path, ("happy", "sad"))
    found = load_split(tmp_path, "train")
    assert found.classes == ("happy", "sad") and "classes.txt" in found.notes[0]


def test_an_eighth_label_beside_the_default_ones_is_one(tmp_path):
    names = ("angry", "contempt", "disgust", "fear", "happy", "neutral", "sad", "surprise")
    write_classes(moods(tmp_path, names), names)
    assert load_split(tmp_path, "train").classes == names


def test_the_default_labels_by_other_words_are_the_default_ones_at_any_size(tmp_path):
    names = ("Anger", "Disgust", "Fear", "Happiness", "Neutral", "Sadness", "Surprise")
    write_classes(moods(tmp_path, names, side=64), names)
    found = load_split(tmp_path, "train")
    assert found.classes[0] == "angry" and found.side == 64


def test_a_file_of_something_else_and_an_option_go_before_it(tmp_path):
    write_classes(moods(tmp_path), ("person", "car"))
    assert read_classes(tmp_path, ["happy", "sad"]) == []
    write_classes(tmp_path, ("happy", "sad", "calm"))
    assert load_split(tmp_path, "train", ReadingSettings(classes="folders")).classes == ("happy", "sad")


def test_a_file_that_is_no_text_is_told(tmp_path):
    (moods(tmp_path) / "classes.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"classes\.txt is no list of labels"):
        load_split(tmp_path, "train")


@pytest.mark.parametrize("label", ["a/b", "..", ".hidden", "__pycache__", "", "ends.", "x" * 61, "a\nb"])
def test_a_label_that_is_no_folder_is_refused(label):
    with pytest.raises(UsageError, match="cannot be a folder"):
        check_folder_names(("happy", label), "--classes")


def test_usual_labels_are_folders():
    check_folder_names(("happy", "very sad", "müde", "1", "ear-to-ear", "50+"), "--classes")
    with pytest.raises(UsageError, match="twice"):
        check_folder_names(("happy", "Happy"), "--classes")
