import cv2
import numpy as np
import pytest

from fer_edge.data.loading import load_split
from fer_edge.errors import DataError, MissingError
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


def test_what_is_left_out_is_named_and_counted_and_what_is_sound_is_not(tmp_path):
    root = write_folders(tmp_path)
    assert (load_split(root, "train").left_out, load_split(root, "train").skipped) == (0, ())
    (root / "train" / "contempt").mkdir()
    (root / "train" / "notes.txt").touch()
    (root / "train" / "happy" / "more").mkdir()
    (root / "train" / "happy" / "0.raw").touch()
    read = load_split(root, "train")
    told = [line.removeprefix(f"{root}/train/") for line in read.skipped]
    assert (len(read.labels), read.left_out) == (7, 4)
    assert told == [
        "happy/0.raw: is no image (.raw)",
        "happy/more: is a folder, whose files are not read",
        "contempt: is the folder of no expression",
        "notes.txt: is in no class folder",
    ]


def test_where_a_folder_is_missing_those_that_are_there_are_told(tmp_path):
    for name in ("training", "valid"):
        (tmp_path / name).mkdir()
    with pytest.raises(MissingError, match=r"no train split in .*; there are training; valid"):
        load_split(tmp_path, "train")
    for name in ("Sad", "9", "10"):
        (tmp_path / "train" / name).mkdir(parents=True)
    with pytest.raises(DataError, match=r"no class folder for angry, .*; there are 9; 10; Sad; --classes folders"):
        load_split(tmp_path, "train")


@pytest.mark.parametrize("suffix", [".webp", ".tiff", ".pgm", ".jp2"])
def test_other_formats_are_read_too(tmp_path, suffix):
    root = write_folders(tmp_path)
    cv2.imwrite(str(root / "train" / "happy" / f"1{suffix}"), np.full((48, 48), 90, np.uint8))
    assert np.abs(load_split(root, "train").faces[-1].astype(int) - 90).max() < 9


def test_a_name_of_many_digits_tells_no_row(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").rename(root / "train" / "fear" / f"{10**20}.png")
    assert load_split(root, "train").rows.tolist() == [0] * 6 + [-1]
