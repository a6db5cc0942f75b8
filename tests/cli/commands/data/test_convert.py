import json

import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.errors import UsageError
from tests.data.layouts import write_own_labels
from tests.schemas import conform


def invoke(*words: str, **more):
    return CliRunner().invoke(data, list(words), **more)


@pytest.mark.parametrize(("name", "layout"), [("out", "folders"), ("out.csv", "csv"), ("out.npz", "npz")])
def test_the_name_says_the_layout_and_what_is_said_is_json(tmp_path, name, layout):
    write_own_labels(tmp_path / "faces")
    done = invoke("convert", str(tmp_path / "faces"), "--out", str(tmp_path / name), "--json", "-")
    found = conform("data-convert", json.loads(done.stdout))
    assert (found["layout"], found["options"]) == (layout, "") and set(found["missing"]) == {"test"}
    assert found["splits"]["train"]["counts"] == {"awake": 7, "drowsy": 7, "yawning": 7}


def test_what_is_there_is_not_overwritten(tmp_path):
    write_own_labels(tmp_path / "faces")
    (tmp_path / "out.csv").write_text("mine")
    for out in ("out.csv", "faces"):
        with pytest.raises(UsageError, match="nothing is overwritten"):
            invoke("convert", str(tmp_path / "faces"), "--out", str(tmp_path / out), catch_exceptions=False)
    assert (tmp_path / "out.csv").read_text() == "mine"
