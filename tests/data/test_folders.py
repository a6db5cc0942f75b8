import cv2
import numpy as np
import pytest

from fer_edge.data.loading import load_split
from fer_edge.errors import DataError
from tests.data.layouts import write_folders


def test_damaged_and_wrong_sized_images_are_named_and_skipped(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "happy" / "1.png").write_bytes(b"\x89PNG broken")
    cv2.imwrite(str(root / "train" / "sad" / "1.png"), np.zeros((32, 40), np.uint8))
    read = load_split(root, "train")
    assert len(read.labels) == 7
    assert any("happy" in line and "not a readable image" in line for line in read.skipped)
    assert any("40x32" in line for line in read.skipped)


def test_a_missing_class_folder_is_an_error(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").unlink()
    (root / "train" / "fear").rmdir()
    with pytest.raises(DataError, match="fear"):
        load_split(root, "train")


def test_a_folder_named_like_an_image_is_named_and_skipped(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "happy" / "1.png").mkdir()
    assert "cannot be read" in load_split(root, "train").skipped[0]


def test_a_name_of_many_digits_tells_no_row(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").rename(root / "train" / "fear" / f"{10**20}.png")
    assert load_split(root, "train").rows.tolist() == [0] * 6 + [-1]
