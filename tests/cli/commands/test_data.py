import json
import sys

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.errors import MissingError
from tests.data.layouts import write_folders


def test_inspect_emits_pure_json():
    done = CliRunner().invoke(data, ["inspect", "synthetic", "--json", "-"])
    assert json.loads(done.stdout)["splits"]["train"]["faces"] == 7 * 150


def test_inspect_of_nothing_is_one_clear_error(tmp_path):
    done = CliRunner().invoke(data, ["inspect", str(tmp_path)])
    assert isinstance(done.exception, MissingError)


def test_preview_writes_a_picture(tmp_path):
    out = tmp_path / "faces.png"
    assert CliRunner().invoke(data, ["preview", "synthetic", "--out", str(out)]).exit_code == 0
    assert cv2.imread(str(out)) is not None


def test_fetch_names_what_it_lacks(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(MissingError, match="pip install kagglehub"):
        CliRunner().invoke(data, ["fetch"], catch_exceptions=False)


def numbered(tmp_path, shift: int):
    """Faces of every expression with the numbers of rows, and votes for their labels, or for those `shift` farther."""
    root = write_folders(tmp_path / "faces")
    counts = np.eye(10, dtype=int)[[FER_PLUS_ORDER.index(LABELS[(row + shift) % 7]) for row in range(7)]]
    lines = [f"Training,,{','.join(map(str, row))}" for row in counts]
    (tmp_path / "fer2013new.csv").write_text("\n".join(["head", *lines]))
    for row, label in enumerate(LABELS):
        (root / "train" / label / "0.png").rename(root / "train" / label / f"{row}.png")
    return root


def test_inspect_says_for_how_many_faces_it_used_votes(tmp_path):
    done = CliRunner().invoke(data, ["inspect", str(numbered(tmp_path, 0))])
    assert "votes used for 7 of 7 faces" in done.output and "of other faces" not in done.output
    without = CliRunner().invoke(data, ["inspect", str(tmp_path / "faces"), "--votes", "none"])
    assert without.exit_code == 0 and "votes" not in without.output


def test_inspect_says_that_votes_are_of_other_faces(tmp_path):
    done = CliRunner().invoke(data, ["inspect", str(numbered(tmp_path, 1))])
    assert done.exit_code == 0 and "it is of other faces" in " ".join(done.output.split())
