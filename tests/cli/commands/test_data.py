import json
import sys

import cv2
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.errors import MissingError


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
