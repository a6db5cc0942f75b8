"""The command `tune`: what files and the command line say of options and ranges; a whole study is in tests/tuning."""

import json

import pytest
from typer.testing import CliRunner

pytest.importorskip("optuna")
pytest.importorskip("keras")

from fer_edge.cli.app import app
from fer_edge.errors import MissingError, UsageError
from fer_edge.tuning import process, storage
from tests.data.layouts import write_own_labels
from tests.schemas import conform
from tests.tuning.fakes import formula

CONFIG = """
arch = "nano"
epochs = 3
batch = 8
[tune]
trials = 2
study = "mine"
augment = {low = 0.0, high = 1.0}
batch = [8, 16]
[train]
epochs = 90
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(process, "train_apart", formula)
    (tmp_path / "c.toml").write_text(CONFIG)
    write_own_labels(tmp_path / "faces" / "train")
    return tmp_path


def tune(*words: str, **environment: str):
    env = {"COLUMNS": "120", "TERM": "dumb"} | environment
    return CliRunner().invoke(app, ["tune", "--data", "faces", "--side", "24", *words], env=env, catch_exceptions=False)


def test_a_study_ends_with_a_table_pictures_and_a_recipe_that_train_takes(here):
    done = tune("--config", "c.toml", "--json", "-")
    found = conform("tune", json.loads(done.stdout))
    assert done.exit_code == 0 and len(found["trials"]) == 2 and found["space"] == ["augment 0 to 1", "batch 8, 16"]
    folder = here / "models" / "tune-mine"
    assert {"best.toml", "history.png", "study.db"} <= {path.name for path in folder.iterdir()}
    best = max(found["trials"], key=lambda trial: trial["value"])
    recipe = (folder / "best.toml").read_text()
    assert (
        f"augment = {best['options']['augment']!r}\n" in recipe and 'arch = "nano"' in recipe and "side = 24" in recipe
    )
    with pytest.raises(MissingError, match="no data set at gone"):
        words = ["train", "--config", str(folder / "best.toml"), "--data", "gone"]
        CliRunner().invoke(app, words, catch_exceptions=False)


def test_what_is_typed_is_fixed(here):
    done = tune("--recipe", "c.toml", "--batch", "4", "--trials", "1", "--json", "out.json")
    assert done.exit_code == 0 and json.loads((here / "out.json").read_text())["space"] == ["augment 0 to 1"]
    assert "1 finished" in done.stdout


def test_without_ranges_the_usual_ones_are_tried(here):
    tune("--study", "usual", "--trials", "1", "--augment", "0.5", "--json", "out.json")
    names = [text.split()[0] for text in json.loads((here / "out.json").read_text())["space"]]
    assert names == ["learning-rate", "weight-decay", "label-smoothing", "balance"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("augment = {low = 0.0, high = 9.0}", r"\[tune\]: augment: --augment 9.0: expected 0 to 2"),
        ("beauty = [1, 2]", "beauty is no option of train"),
        ("beauty = 1", "no option named beauty"),
    ],
)
def test_a_mistake_in_the_file_is_told_before_any_trial(here, line, told):
    (here / "c.toml").write_text(f"[tune]\n{line}\n")
    with pytest.raises(UsageError, match=told):
        tune("--config", "c.toml")
    assert not (here / "models").exists()


def test_without_optuna_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(storage, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"pip install 'fer-edge\[train,tune\]'"):
        tune("--config", "c.toml")


def test_the_address_of_the_storage_comes_from_the_environment_and_its_password_goes_nowhere(here):
    with pytest.raises(MissingError) as error:
        tune("--config", "c.toml", FER_EDGE_STORAGE="postgresql+pg8000://me:hidden@host/db")
    assert "hidden" not in str(error.value)
    assert not any(b"hidden" in path.read_bytes() for path in (here / "models").rglob("*") if path.is_file())
