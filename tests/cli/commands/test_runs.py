"""The command `runs`: a table, a file for machines, a picture; damaged folders are told."""

import json

import cv2
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from tests.schemas import conform
from tests.training.listing.runs_there import write_run


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_run(tmp_path / "models" / "good", augment=0.25)
    write_run(tmp_path / "models" / "bad")
    (tmp_path / "models" / "bad" / "card.json").write_text("{")
    return tmp_path


def runs(*words: str):
    return CliRunner().invoke(app, ["runs", *words], env={"COLUMNS": "100", "TERM": "dumb"}, catch_exceptions=False)


def test_every_run_is_listed_and_damage_is_told(here):
    done = runs("--sort", "name")
    assert done.exit_code == 0 and "augment 0.25" in done.stdout and "60.00%" in done.stdout
    assert "damaged" in done.stdout and "card.json" in done.stderr


def test_machines_get_json_alone_and_csv_beside_it(here):
    done = runs("--json", "-", "--csv", "runs.csv")
    assert {run["name"] for run in conform("runs", json.loads(done.stdout))["runs"]} == {"good", "bad"}
    assert (here / "runs.csv").read_text().startswith("name,state,")


def test_curves_are_drawn(here):
    pytest.importorskip("matplotlib")
    assert runs("--plot", "curves.png").exit_code == 0
    assert cv2.imread(str(here / "curves.png")).shape[1] > 600
