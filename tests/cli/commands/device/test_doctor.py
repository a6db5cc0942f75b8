import json

from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.deploy.doctor import Finding
from tests.schemas import conform
from tests.standin import GREY


def test_the_command_ends_well_where_run_works():
    done = CliRunner().invoke(app, ["doctor", "--json", "-"])
    assert done.exit_code == 0
    found = {row["name"]: row["state"] for row in conform("doctor", json.loads(done.stdout))}
    assert found["OpenCV"] == found["onnxruntime"] == found["model"] == "ok"
    assert "loop" not in found


def test_the_loop_is_a_row_with_figures_and_takes_runs_options(tmp_path):
    config = tmp_path / "run.toml"
    config.write_text(f'model = "{GREY}"\ndetector = "haar"\n')
    done = CliRunner().invoke(app, ["doctor", "--loop", "0.3", "--config", str(config), "--json", "-"])
    assert done.exit_code == 0
    row = conform("doctor", json.loads(done.stdout))[-1]
    assert (row["name"], row["state"], row["figures"]["model"]) == ("loop", "ok", GREY.name)
    assert row["figures"]["frames_with_face"] == row["figures"]["frames"] > 0


def test_a_loop_that_finds_no_face_is_refused_with_its_figures(monkeypatch):
    monkeypatch.setattr("fer_edge.deploy.trial.clip.view", lambda portrait, progress: portrait * 0)
    done = CliRunner().invoke(app, ["doctor", "--loop", "0.3", "--json", "-"])
    row = conform("doctor", json.loads(done.stdout))[-1]
    assert (row["name"], row["state"], row["figures"]["frames_with_face"]) == ("loop", "missing", 0)
    assert getattr(done.exception, "exit_code", None) == 4


def test_a_configuration_that_run_would_refuse_is_refused(tmp_path):
    (tmp_path / "run.toml").write_text("camra = 0\n")
    done = CliRunner().invoke(app, ["doctor", "--config", str(tmp_path / "run.toml")])
    assert getattr(done.exception, "exit_code", None) == 2


def test_the_last_line_says_what_is_missing_and_what_to_do(monkeypatch):
    """It is all that install.sh and deploy show of a doctor."""
    lack = Finding(name="model", state="missing", found="it dies of SIGILL", remedy="take another")
    monkeypatch.setattr("fer_edge.deploy.doctor.examine", lambda: [lack])
    done = CliRunner().invoke(app, ["doctor", "--loop", "0.3"])
    assert str(done.exception) == "run cannot work without model (it dies of SIGILL, take another)"
