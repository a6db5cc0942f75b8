from pathlib import Path

import numpy as np
import pytest

from fer_edge.data.votes import find_votes, load_votes
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
