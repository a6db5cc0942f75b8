from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import FER2013_CSV_ORDER, LABELS
from fer_edge.data.loading import load_split
from fer_edge.data.votes import load_votes
from fer_edge.errors import DataError, MissingError

FACES = np.random.default_rng(0).integers(0, 256, (7, 48, 48), dtype=np.uint8)


def write_folders(root: Path, split: str = "train") -> Path:
    for label, face in zip(LABELS, FACES, strict=True):
        folder = root / split / label
        folder.mkdir(parents=True)
        cv2.imwrite(str(folder / "0.png"), face)
    return root


def write_csv(root: Path) -> Path:
    rows = ["emotion,pixels,Usage"]
    for label, face in zip(LABELS, FACES, strict=True):
        rows.append(f"{FER2013_CSV_ORDER.index(label)},{' '.join(map(str, face.ravel()))},Training")
    (root / "fer2013.csv").write_text("\n".join(rows))
    return root / "fer2013.csv"


def test_folders_with_and_without_images_and_csv_give_the_same_arrays(tmp_path):
    plain = load_split(write_folders(tmp_path / "a"), "train")
    nested = load_split(write_folders(tmp_path / "b" / "images").parent, "train")
    table = load_split(write_csv(tmp_path), "train")
    for read in (plain, nested, table):
        assert read.labels.tolist() == list(range(7))
        np.testing.assert_array_equal(read.faces[..., 0], FACES)


def test_damaged_and_wrong_sized_images_are_named_and_skipped(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "happy" / "1.png").write_bytes(b"\x89PNG broken")
    cv2.imwrite(str(root / "train" / "sad" / "1.png"), np.zeros((32, 40), np.uint8))
    read = load_split(root, "train")
    assert len(read.labels) == 7
    assert any("happy" in line and "not a readable image" in line for line in read.skipped)
    assert any("40x32" in line for line in read.skipped)


def test_a_class_without_faces_is_an_error(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").unlink()
    with pytest.raises(DataError, match="fear"):
        load_split(root, "train")


def test_a_missing_class_folder_is_an_error(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").unlink()
    (root / "train" / "fear").rmdir()
    with pytest.raises(DataError, match="fear"):
        load_split(root, "train")


def test_a_missing_split_is_an_error(tmp_path):
    with pytest.raises(MissingError, match="validation"):
        load_split(write_folders(tmp_path), "validation")


def test_a_csv_row_out_of_range_is_named_and_skipped(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + "\n9,1 2 3,Training\n3,1 2 3,Training\n")
    read = load_split(table, "train")
    assert len(read.labels) == 7
    assert [line.split(": ")[0] for line in read.skipped] == [f"{table}:9", f"{table}:10"]


def test_a_folder_named_like_an_image_is_named_and_skipped(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "happy" / "1.png").mkdir()
    assert "cannot be read" in load_split(root, "train").skipped[0]


def test_a_name_of_many_digits_tells_no_row(tmp_path):
    root = write_folders(tmp_path)
    (root / "train" / "fear" / "0.png").rename(root / "train" / "fear" / f"{10**20}.png")
    assert load_split(root, "train").rows.tolist() == [0] * 6 + [-1]


def test_a_line_that_no_csv_has_is_an_error(tmp_path):
    table = write_csv(tmp_path)
    table.write_text(table.read_text() + f'\n3,"{"1" * 200_000}",Training\n')
    with pytest.raises(DataError, match=r"fer2013\.csv:9 "):
        load_split(table, "train")


def write_votes(path: Path, rows: str) -> Path:
    path.write_text("Usage,Image name," + ",".join("nhusadfcUN") + "\n" + rows)
    return path


def test_votes_are_shares_by_row(tmp_path):
    votes = write_votes(tmp_path / "votes.csv", "Training,a.png,4,0,0,1,3,2,0,0,0,0\nTraining,b.png" + ",0" * 10 + "\n")
    read = load_votes(votes, np.array([1, 0, -1]))
    assert read[1].round(1).tolist() == pytest.approx([0.4, 0, 0, 0.1, 0.3, 0.2, 0, 0, 0, 0])
    assert not read[[0, 2]].any()


@pytest.mark.parametrize("rows", ["Training,a.png,4\n", "Training,a.png" + ",x" * 10, "\n\n", "\N{SNOWMAN}"])
def test_a_file_without_votes_is_an_error(tmp_path, rows):
    with pytest.raises(DataError, match="ten numbers"):
        load_votes(write_votes(tmp_path / "votes.csv", rows), np.array([0]))


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_absent_votes_are_missing(tmp_path, name):
    with pytest.raises(MissingError, match="cannot read the votes"):
        load_votes(tmp_path / name, np.array([0]))
