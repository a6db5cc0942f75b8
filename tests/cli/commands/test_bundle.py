import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))


def refused(*words: str) -> str:
    done = CliRunner().invoke(app, ["bundle", *words])
    assert done.exit_code and getattr(done.exception, "exit_code", None) == 2
    return str(done.exception)


def test_without_a_target_the_targets_are_told():
    assert "linux-aarch64-py311" in refused()


def test_an_archive_has_a_name_that_says_so(tmp_path):
    wheel = tmp_path / "lost.whl"
    assert "ends in .tar.gz" in refused("--target", "aarch64-py311", "--out", "bundle.zip", "--wheel", str(wheel))


def test_a_configuration_is_read_as_run_reads_it(tmp_path):
    (tmp_path / "run.toml").write_text("camra = 0\n")
    assert "did you mean camera" in refused("--target", "aarch64-py311", "--config", str(tmp_path / "run.toml"))


def test_a_folder_for_both_machines_takes_no_target(tmp_path):
    assert "leave it out" in refused("--oci", str(tmp_path / "image"), "--target", "aarch64-py311")
