import json
import shutil

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.data.lists.files import ListedFace, write_list
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import DataError, MissingError, UsageError
from tests.data.layouts import FACES, OWN_LABELS, write_csv, write_folders, write_own_labels


def rows_of(folder, split="train"):
    return [
        ListedFace(str(path), path.parent.name, split)
        for path in sorted(folder.rglob("*.png"), key=lambda path: (path.stem, path.parent.name))
    ]


def test_a_list_of_the_same_faces_is_the_same_data(tmp_path, monkeypatch):
    root = write_folders(tmp_path / "faces")
    write_list(rows_of(root), tmp_path / "list.csv")
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    plain, read = load_split(root, "train"), load_split("../list.csv", "train")
    assert read.digest() == plain.digest() and read.names == plain.names
    assert read.rows.tolist() == plain.rows.tolist() and read.classes == LABELS


def test_rows_of_a_table_and_pictures_in_one_list(tmp_path):
    root, table = write_folders(tmp_path / "faces"), write_csv(tmp_path)
    lines = [ListedFace(f"{table}:{number + 2}", label, "validation") for number, label in enumerate(LABELS)]
    write_list([*rows_of(root), *lines, ListedFace(f"{table}:99", "sad", "validation")], tmp_path / "list.csv")
    read = load_split(tmp_path / "list.csv", "validation")
    assert read.digest() == load_split(tmp_path / "list.csv", "train").digest()
    np.testing.assert_array_equal(read.faces[..., 0], FACES)
    assert read.rows.tolist() == list(range(7)) and read.names[0] == "fer2013.csv:2"
    assert read.skipped == (f"{table}:99: is not in fer2013.csv",)


def test_without_a_validation_split_a_share_of_train_is_held_out(tmp_path):
    write_list(rows_of(write_own_labels(tmp_path / "faces", each=10), ""), tmp_path / "list.csv")
    train, validation = (load_split(tmp_path / "list.csv", split) for split in ("train", "validation"))
    assert (len(train.labels), len(validation.labels), train.holdout) == (27, 3, 0.1)
    assert train.classes == OWN_LABELS and "no validation split: 10% of train is held out" in train.notes[1]
    with pytest.raises(MissingError, match=r"no test split in .*: there are train"):
        load_split(tmp_path / "list.csv", "test")


def test_what_cannot_be_used_is_told(tmp_path):
    root = write_folders(tmp_path / "faces")
    extra = [ListedFace(str(root / "gone.png"), "sad", "train"), ListedFace("x.png", "bored", "train")]
    extra += [ListedFace("y.png", "sad", "mine")]
    write_list([*rows_of(root), *rows_of(root, "val"), *extra], tmp_path / "list.csv")
    words = [line.rpartition(": ")[2] for line in load_split(tmp_path / "list.csv", "train", fer()).skipped]
    assert words[0].startswith("cannot be read") and words[1].startswith("has the label 'bored', expected angry")
    assert words[2] == "is of 'mine', expected train, validation, test"
    with pytest.raises(UsageError, match="--holdout"):
        load_split(tmp_path / "list.csv", "train", ReadingSettings(holdout=0.2, classes="fer2013"))


def fer():
    return ReadingSettings(classes="fer2013", side=48)


def test_labels_are_what_the_list_says_and_numbers_need_a_map(tmp_path):
    root = write_own_labels(tmp_path / "faces")
    rows = [face._replace(label=str(OWN_LABELS.index(face.label))) for face in rows_of(root)]
    write_list([face._replace(label=LABELS[int(face.label)]) for face in rows], tmp_path / "few.csv")
    assert load_split(tmp_path / "few.csv", "train").classes == LABELS[:3]
    rows += [face._replace(label=str(number)) for number in range(3, 7) for face in rows[:8]]
    write_list(rows, tmp_path / "list.csv")
    with pytest.raises(DataError, match="--classes fer2013"):
        load_split(tmp_path / "list.csv", "train")
    assert load_split(tmp_path / "list.csv", "train", fer()).classes == LABELS


def test_a_list_of_what_to_leave_out_is_no_data(tmp_path):
    write_list([ListedFace("a.png", "sad", "train", "blank")], tmp_path / "l.csv", reasons=True)
    with pytest.raises(DataError, match=r"says what to leave out: .* --leave-out"):
        load_split(tmp_path / "l.csv", "train")
    (tmp_path / "m.csv").write_text("path\na.png\n")
    with pytest.raises(DataError, match="expected the columns path,label,split"):
        load_split(tmp_path / "m.csv", "train")


def test_faces_of_two_sizes_are_brought_to_one_or_told(tmp_path):
    table = write_csv(tmp_path)
    pixels = " ".join(["7 9"] * 32)
    (tmp_path / "small.csv").write_text("emotion,pixels\n" + f"3,{pixels}\n")
    rows = [ListedFace(f"{table}:{number + 2}", label, "train") for number, label in enumerate(LABELS)]
    write_list([*rows, ListedFace(str(tmp_path / "small.csv:2"), "happy", "train")], tmp_path / "list.csv")
    assert "is 8x8x1, expected 48x48x1; --side" in load_split(tmp_path / "list.csv", "train").skipped[0]
    assert load_split(tmp_path / "list.csv", "train", ReadingSettings(side=24)).faces.shape == (8, 24, 24, 1)


def hugging_face(root, lines, name="metadata.jsonl"):
    """Pictures without class folders, and their metadata, in train/."""
    source = write_own_labels(root / "source", each=4)
    (root / "hf" / "train").mkdir(parents=True)
    for path in source.rglob("*.png"):
        shutil.copy(path, root / "hf" / "train" / f"{path.parent.name}{path.name}")
    rows = [(f"{label}{n}.png", label) for label in OWN_LABELS for n in range(4)]
    (root / "hf" / "train" / name).write_text(lines(rows))
    return root / "hf"


def as_json(rows):
    return "\n".join(json.dumps({"file_name": name, "label": label}) for name, label in rows)


def as_csv(rows):
    return "\n".join(["file_name,label", *(f"{name},{label}" for name, label in rows)])


@pytest.mark.parametrize(("name", "lines"), [("metadata.jsonl", as_json), ("metadata.csv", as_csv)])
def test_an_image_folder_with_metadata(tmp_path, name, lines):
    read = load_split(hugging_face(tmp_path, lines, name), "train")
    assert read.classes == OWN_LABELS and len(read.labels) + len(load_split(tmp_path / "hf", "validation").labels) == 12


def test_one_metadata_file_for_all_splits(tmp_path):
    root = hugging_face(tmp_path, as_json)
    (root / "train" / "metadata.jsonl").unlink()
    shutil.copytree(root / "train", root / "valid")
    rows = [
        (f"{split}/{label}{n}.png", label) for split in ("train", "valid") for label in OWN_LABELS for n in range(4)
    ]
    (root / "metadata.csv").write_text(as_csv(rows))
    assert [len(load_split(root, split).labels) for split in ("train", "validation")] == [12, 12]
    with pytest.raises((MissingError, DataError), match="no test split"):
        load_split(root, "test")


def test_metadata_without_labels_leaves_them_to_the_folders(tmp_path):
    root = write_own_labels(tmp_path / "faces" / "train").parent
    (root / "train" / "metadata.csv").write_text("file_name,text\nawake/0.png,x\n")
    (root / "train" / "metadata.jsonl").write_text('{"file_name": "awake/0.png"}\n')
    read = load_split(root, "train")
    assert read.classes == OWN_LABELS and not read.skipped


@pytest.mark.parametrize("line", ["{", "[1]", '{"label": "awake"}', '{"file_name": 3, "label": "awake"}'])
def test_a_damaged_line_is_an_error_with_its_number(tmp_path, line):
    root = hugging_face(tmp_path, lambda rows: as_json(rows) + f"\n{line}\n")
    with pytest.raises(DataError, match=r"metadata\.jsonl:13"):
        load_split(root, "train")
