"""What a run says of its data before it begins."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="no Keras: pip install 'fer-edge[train]'")

from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.errors import DataError
from fer_edge.training.runs import load_data
from tests.data.layouts import write_folders


def numbered(root: Path, shift: int) -> str:
    """Faces of every expression with the numbers of rows, and votes for their labels, or for those `shift` farther."""
    for split in ("train", "validation"):
        write_folders(root, split)
        for row, label in enumerate(LABELS):
            (root / split / label / "0.png").rename(root / split / label / f"{row}.png")
    counts = np.eye(10, dtype=int)[[FER_PLUS_ORDER.index(LABELS[(row + shift) % 7]) for row in range(7)]]
    lines = [f"Training,,{','.join(map(str, row))}" for row in counts]
    (root / "fer2013new.csv").write_text("\n".join(["head", *lines]))
    return str(root)


def test_for_how_many_faces_votes_are_used_is_told(tmp_path):
    told: list[str] = []
    data = load_data(numbered(tmp_path, 0), None, told.append)
    assert data.votes == tmp_path / "fer2013new.csv" and told[-1].startswith("votes used for 7 of 7 faces")


def test_votes_of_other_faces_are_refused_and_a_run_can_do_without(tmp_path):
    told: list[str] = []
    with pytest.raises(DataError, match=r"it is of other faces.*--votes none"):
        load_data(numbered(tmp_path, 1), None, told.append)
    told.clear()
    assert load_data(str(tmp_path), Path("none"), told.append).votes is None and told == []


def test_what_is_left_out_is_told_in_one_line(tmp_path):
    told: list[str] = []
    name = numbered(tmp_path, 0)
    for at in range(9):
        (tmp_path / "train" / "happy" / f"{at}.txt").touch()
    load_data(name, None, told.append)
    assert told[0].startswith("skipped 9 images: ") and told[0].endswith("6 more: is no image (.txt)")
    assert json.dumps(told[0]).count(".txt") == 7
