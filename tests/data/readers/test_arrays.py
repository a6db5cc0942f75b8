import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import DataError, MissingError, UsageError
from tests.data.layouts import FACES, write_folders

SEVEN = np.arange(7)
SPLIT = np.array(["train"] * 7 + ["val"] * 7)


def write(path, **arrays):
    np.savez_compressed(path, **arrays)
    return path


def test_the_same_faces_are_the_same_data(tmp_path):
    path = write(tmp_path / "faces.npz", faces=FACES, labels=SEVEN, classes=np.array(LABELS), split=SPLIT[:7])
    with pytest.raises(MissingError, match="less than 3 faces"):
        load_split(path, "validation")
    path = write(path, faces=np.tile(FACES, (2, 1, 1)), labels=np.tile(SEVEN, 2), classes=np.array(LABELS), split=SPLIT)
    folders = load_split(write_folders(tmp_path / "folders"), "train").digest()
    assert [load_split(where, split).digest() for where in (path, tmp_path) for split in ("train", "validation")] == (
        [folders] * 4
    )
    with pytest.raises(MissingError, match=r"no test split in .*: there are train, validation"):
        load_split(path, "test")
    with pytest.raises(UsageError, match="--holdout"):
        load_split(path, "train", ReadingSettings(holdout=0.2))


def test_labels_may_be_words_and_a_share_is_held_out(tmp_path):
    path = write(tmp_path / "f.npz", faces=np.tile(FACES, (10, 1, 1)), labels=np.tile(np.array(LABELS), 10))
    train, validation = (load_split(path, split) for split in ("train", "validation"))
    assert (len(train.labels), len(validation.labels), train.holdout) == (63, 7, 0.1)
    assert len(load_split(path, "validation", ReadingSettings(holdout=0.3)).labels) == 21


def test_numbers_without_classes_need_a_map(tmp_path):
    path = write(tmp_path / "f.npz", faces=np.tile(FACES, (3, 1, 1)), labels=np.tile(SEVEN, 3))
    with pytest.raises(DataError, match="--classes fer2013"):
        load_split(path, "train")
    assert load_split(path, "train", ReadingSettings(classes="fer2013")).classes == LABELS


def test_colours_are_kept_when_asked_for_and_sizes_changed(tmp_path):
    faces = np.zeros((14, 32, 32, 3), np.uint8) + np.array([200, 0, 0], np.uint8)
    path = write(tmp_path / "f.npz", faces=faces, labels=np.array(LABELS * 2), split=SPLIT)
    assert load_split(path, "train").faces.shape == (7, 32, 32, 1)
    read = load_split(path, "train", ReadingSettings(colour=True, side=16))
    assert read.faces.shape == (7, 16, 16, 3) and read.faces[0, 0, 0].tolist() == [200, 0, 0]
    grey = write(tmp_path / "g.npz", faces=FACES, labels=np.array(LABELS))
    with pytest.raises(UsageError, match="--colour"):
        load_split(grey, "train", ReadingSettings(colour=True))


@pytest.mark.parametrize(
    "arrays",
    [
        {"faces": FACES},
        {"faces": FACES.astype(float), "labels": SEVEN},
        {"faces": FACES[:, :40], "labels": SEVEN},
        {"faces": FACES, "labels": SEVEN[:3]},
        {"faces": FACES, "labels": SEVEN, "split": SPLIT[:3]},
        {"faces": FACES, "labels": SEVEN, "classes": np.array(LABELS[:3])},
        {"faces": FACES, "labels": -SEVEN, "classes": np.array(LABELS)},
        {"faces": FACES, "labels": SEVEN.astype(float)},
        {"faces": FACES, "labels": np.array([{}] * 7)},
    ],
)
def test_other_arrays_are_refused_in_one_line(tmp_path, arrays):
    with pytest.raises(DataError) as refusal:
        load_split(write(tmp_path / "f.npz", **arrays), "train")
    assert "f.npz" in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("cut", [0, 10, 5000])
def test_a_damaged_file_is_refused(tmp_path, cut):
    path = write(tmp_path / "f.npz", faces=FACES, labels=SEVEN)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"f\.npz"):
        load_split(path, "train")
