import os

import numpy as np
import pytest

from fer_edge.collect.takes import LOCK, Takes, count_faces, delete_all
from fer_edge.errors import FerEdgeError, MissingError, UsageError

FACE = np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
LABELS = ("happy", "sad")


@pytest.fixture
def takes(tmp_path):
    made = Takes(tmp_path / "mine", LABELS, 0.2)
    yield made
    made.close()


def press(takes, label, faces=3, again=False):
    number, take = takes.begin(label, again)
    for _ in range(faces):
        takes.add(number, take, FACE)
    return take.split


def names(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_take_lies_in_one_split_and_the_second_of_a_label_is_to_validate_on(takes):
    assert [press(takes, "happy") for _ in range(4)] == ["train", "validation", "train", "train"]
    assert press(takes, "sad") == "train"
    assert takes.counts() == {
        "happy": {"train": 9, "validation": 3, "takes": 4},
        "sad": {"train": 3, "validation": 0, "takes": 1},
    }
    assert "validation/happy/take0002-003.png" in names(takes.root)


def test_the_share_is_kept_over_many_takes(takes):
    splits = [press(takes, "sad", faces=1) for _ in range(50)]
    assert 8 <= splits.count("validation") <= 12


def test_a_take_at_once_after_another_of_its_label_goes_where_that_went(takes):
    press(takes, "happy")
    assert press(takes, "happy", again=True) == "train"
    press(takes, "sad")
    assert press(takes, "happy", again=True) == "validation"


def test_without_a_share_nothing_is_held_out(tmp_path):
    takes = Takes(tmp_path / "mine", LABELS, 0.0)
    assert {press(takes, "happy", again=False) for _ in range(5)} == {"train"}
    takes.close()


def test_undo_goes_back_take_by_take_also_in_another_session(takes):
    press(takes, "happy"), press(takes, "sad", faces=2)
    takes.close()
    later = Takes(takes.root, (), 0.2)
    assert later.labels == LABELS
    undone = later.undo()
    assert (undone.label, undone.faces) == ("sad", 2) and count_faces(later.root) == 3
    assert press(later, "sad") == "train" and later.undo().label == "sad"
    assert later.undo().label == "happy" and later.undo() is None
    assert names(later.root) == [LOCK, "classes.txt"]
    later.close()


def test_labels_can_be_added_and_are_needed_at_first(takes, tmp_path):
    takes.close()
    more = Takes(takes.root, ("calm",), 0.2)
    assert more.labels == ("happy", "sad", "calm")
    more.close()
    with pytest.raises(UsageError, match="at least two"):
        Takes(tmp_path / "new", ("happy",), 0.2)


def test_a_face_that_cannot_be_stored_is_told(takes):
    (takes.root / "train").write_text("in the way")
    with pytest.raises(FerEdgeError, match="cannot write"):
        press(takes, "happy")
    assert takes.counts()["happy"]["takes"] == 0


def test_a_folder_of_something_else_and_one_in_use_are_refused(takes, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("x")
    with pytest.raises(UsageError, match="something else in it"):
        Takes(tmp_path / "other", LABELS, 0.2)
    with pytest.raises(UsageError, match="another `data collect`"):
        Takes(takes.root, LABELS, 0.2)


def test_a_killed_session_leaves_whole_faces_alone(takes):
    press(takes, "happy")
    left = takes.root / "train" / "happy" / ".4000000.part.take0001-004.png.new"
    left.write_bytes(b"half")
    os.close(takes._lock)  # As the system does it.
    takes._lock = None
    again = Takes(takes.root, (), 0.2)
    assert not left.exists() and again.counts()["happy"]["train"] == 3
    again.close()


def test_delete_leaves_nothing(takes):
    press(takes, "happy"), press(takes, "happy")
    with pytest.raises(UsageError, match="another `data collect`"):
        delete_all(takes.root)
    takes.close()
    assert count_faces(takes.root) == 6 and delete_all(takes.root) == 6
    assert not takes.root.exists()
    with pytest.raises(MissingError, match="nothing was collected"):
        delete_all(takes.root)


def test_delete_leaves_what_is_somebody_elses(takes):
    press(takes, "happy")
    (takes.root / "train" / "happy" / "portrait.png").write_bytes(b"mine")
    takes.close()
    assert delete_all(takes.root) == 3
    assert names(takes.root) == ["classes.txt", "train/happy/portrait.png"]
