from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_edge.data.faces import FaceSet
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.data.votes import check_votes, choose_votes, find_votes, load_votes, tell_use
from fer_edge.errors import DataError, MissingError


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


def test_votes_lie_in_the_folder_or_beside_it(tmp_path):
    (tmp_path / "faces").mkdir()
    assert find_votes(str(tmp_path / "faces")) is None
    (tmp_path / "fer2013new.csv").touch()
    assert find_votes(str(tmp_path / "faces")) == find_votes(str(tmp_path)) == tmp_path / "fer2013new.csv"


def test_a_face_beyond_the_last_row_is_an_error(tmp_path):
    votes = write_votes(tmp_path / "votes.csv", "Training,a.png" + ",0" * 10 + "\n")
    with pytest.raises(DataError, match="1 rows"):
        load_votes(votes, np.array([1]))


def test_a_face_is_known_by_the_name_that_the_file_has_for_it(tmp_path):
    rows = "Training,,1" + ",0" * 9 + "\nTraining,fer0000000.png,0,1" + ",0" * 8 + "\n"
    names = ("fer0000000.png", "other.png", "fer0000000.png")
    read = load_votes(write_votes(tmp_path / "votes.csv", rows), np.array([-1, -1, 0]), names)
    assert read[:, :2].tolist() == [[0, 1], [0, 0], [1, 0]]


@pytest.mark.parametrize("count", ["nan", "inf", "1e39", "-1"])
def test_a_count_that_is_none_is_refused_with_its_line(tmp_path, count):
    rows = "Training,a.png" + ",1" * 10 + f"\nTraining,b.png,{count}" + ",1" * 9 + "\n"
    with pytest.raises(DataError, match=r"votes\.csv:3 has the votes .*: expected counts from 0"):
        load_votes(write_votes(tmp_path / "votes.csv", rows), np.array([0]))


def test_for_how_many_faces_there_are_votes_is_a_line(tmp_path):
    votes = np.eye(10)[[0, 1, 2]]
    votes[2] = 0
    assert tell_use(votes, Path("v.csv")) == "votes used for 2 of 3 faces (v.csv)"
    assert "used for 0 of 3 faces (v.csv): no name" in tell_use(votes * 0, Path("v.csv"))


def labelled(random: bool) -> tuple[np.ndarray, FaceSet]:
    """Clear votes for a hundred faces, and the faces: labelled as the votes say, or by chance."""
    labels = np.arange(100) % 7
    votes = np.eye(10, dtype=np.float32)[[FER_PLUS_ORDER.index(LABELS[label]) for label in labels]]
    if random:
        labels = np.random.default_rng(0).permutation(labels)
    return votes, FaceSet(faces=np.zeros((100, 48, 48, 1), np.uint8), labels=labels, rows=np.arange(100))


def test_votes_of_other_faces_are_refused_with_a_way_on():
    with pytest.raises(DataError, match=r"of the 100 faces on which its voters agree.*--votes none"):
        check_votes(*labelled(random=True), Path("v.csv"))


def test_those_that_contradict_a_few_are_not_nor_where_there_are_none():
    votes, faces = labelled(random=False)
    faces.labels[:20] = (faces.labels[:20] + 1) % 7
    check_votes(votes, faces, Path("v.csv"))
    check_votes(votes * 0, faces, Path("v.csv"))


def test_labels_that_a_map_merges_are_held_against_merged_votes():
    votes, faces = labelled(random=False)
    merged = replace(faces, classes=("bad", "good"), labels=np.isin(faces.labels, (3, 4, 6)).astype(int))
    words = {label: "good" if label in ("happy", "neutral", "surprise") else "bad" for label in LABELS}
    check_votes(votes, replace(merged, words=words), Path("v.csv"))
    with pytest.raises(DataError, match=r"the labels bad, good are none of these: a map in --classes .* --votes none"):
        check_votes(votes, merged, Path("v.csv"))


def test_named_votes_win_over_found_ones_and_none_over_all(tmp_path):
    (tmp_path / "fer2013new.csv").touch()
    (tmp_path / "other.csv").touch()
    assert choose_votes(None, str(tmp_path)) == tmp_path / "fer2013new.csv"
    assert choose_votes(tmp_path / "other.csv", str(tmp_path)) == tmp_path / "other.csv"
    assert choose_votes(Path("none"), str(tmp_path)) is None
    with pytest.raises(MissingError, match=r"no votes at .*absent\.csv"):
        choose_votes(tmp_path / "absent.csv", str(tmp_path))
