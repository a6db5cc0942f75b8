"""`fer-edge notice`: from a run's options, on the line or in its file, to the sheet."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app, main
from fer_edge.deploy.notice.texts import all_texts
from fer_edge.errors import UsageError

EN, DE = all_texts()["en"], all_texts()["de"]


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(*words: str) -> str:
    done = CliRunner().invoke(app, ["notice", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return Path("notice.html").read_text(encoding="utf-8")


def test_the_sheet_follows_the_configuration_of_run(tmp_path):
    config = tmp_path / "run.toml"
    config.write_text('camera = "csi"\nnotice = "Ada"\n[run]\nheadless = true\nsave = "a.mkv"\n[train]\nepochs = 1\n')
    sheet = write("--config", str(config), "--language", "en")
    assert EN.kept_pictures in sheet and "Ada" in sheet and EN.shown not in sheet and DE.title not in sheet
    assert "Grace" in write("--config", str(config), "--notice", "Grace")


def test_what_run_would_refuse_is_refused(tmp_path):
    config = tmp_path / "run.toml"
    config.write_text('savee = "a.mkv"\n')
    done = CliRunner().invoke(app, ["notice", "--config", str(config)])
    assert isinstance(done.exception, UsageError) and "did you mean save?" in str(done.exception)


def test_every_language_is_there_and_a_sheet_that_names_nobody_is_told(monkeypatch, capfd):
    monkeypatch.setattr(sys, "argv", ["fer-edge", "notice"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0 and "--notice says whom to ask" in capfd.readouterr().err
    sheet = Path("notice.html").read_text(encoding="utf-8")
    assert all(texts.kept_nothing in sheet for texts in (EN, DE))


def test_the_sheet_is_no_file_of_the_run(tmp_path):
    done = CliRunner().invoke(app, ["notice", "--table", "notice.html"])
    assert isinstance(done.exception, UsageError) and "both" in str(done.exception)
