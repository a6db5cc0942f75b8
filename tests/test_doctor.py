import json
import os

import pytest
from typer.testing import CliRunner

from fer_edge.bench.board import read_board
from fer_edge.cli.app import app
from fer_edge.deploy.doctor import cameras, health, package, throttling


def board(**changed) -> dict:
    return read_board() | {"temperatures": None, "throttled": None, "governor": None} | changed


def by_name(findings) -> dict:
    return {finding.name: finding for finding in findings}


def test_the_flags_of_a_pi_are_words():
    assert throttling("0x0") == []
    assert throttling("0x50005") == [
        *("under-voltage now", "throttled now"),
        *("under-voltage since start", "throttled since start"),
    ]


def test_a_hot_and_starved_board_is_told_how_to_mend():
    found = by_name(health(board(temperatures={"zone": 84.0}, throttled="0x1", memory_available=50e6)))
    assert all(found[name].state == "warning" and found[name].mend for name in ("heat", "power", "memory"))


def test_a_cool_board_is_fine():
    found = by_name(health(board(temperatures={"zone": 45.0}, throttled="0x0", memory_available=900e6)))
    assert all(found[name].state == "ok" for name in ("heat", "power", "memory"))


def test_cameras_are_named_and_their_absence_is_no_end(tmp_path):
    assert [finding.state for finding in cameras(tmp_path / "dev", tmp_path)] == ["warning"]
    (tmp_path / "video0").touch()
    (tmp_path / "names" / "video0").mkdir(parents=True)
    (tmp_path / "names" / "video0" / "name").write_text("USB camera\n")
    (finding,) = cameras(tmp_path, tmp_path / "names")
    assert finding.state == "ok" and finding.found.endswith("video0 USB camera")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_camera_of_others_names_the_group(tmp_path):
    (tmp_path / "video0").touch(mode=0)
    (finding,) = cameras(tmp_path, tmp_path)
    assert "usermod" in finding.mend


def test_a_package_that_is_not_there_is_missing():
    (finding,) = package("no_such_package_here", "no-such-package")
    assert finding.state == "missing" and "pip install" in finding.mend


def test_the_command_ends_well_where_run_works():
    done = CliRunner().invoke(app, ["doctor", "--json", "-"])
    assert done.exit_code == 0
    found = {row["name"]: row["state"] for row in json.loads(done.stdout)}
    assert found["OpenCV"] == found["onnxruntime"] == found["model"] == "ok"
