import json

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from tests.deploy.fleet.bundles import bundle_id, make_bundle
from tests.deploy.fleet.conftest import fleet, single  # noqa: F401 - fixtures
from tests.schemas import conform


def ask(*words: str):
    return CliRunner().invoke(app, ["deploy", *map(str, words)])


def inventory_of(fleet, tmp_path):  # noqa: F811
    path = tmp_path / "boards.toml"
    path.write_text("".join(f"[hosts.{one.home.name}]\nprefix = '~/fer-edge'\n" for one in fleet.boards))
    return path


def test_one_board_ends_as_one_line(single, tmp_path):  # noqa: F811
    bundle = make_bundle(tmp_path, "0.1.0")
    words = ("board", "--prefix", "~/fer-edge", "--bundle", bundle, "--ssh-config", single.config)
    done = ask(*words)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"board: installed; fer-edge 0.1.0 ({bundle_id(bundle)}) is there now; 3.0 MB copied; "
        "24.0 frames/s, 240 of 240 with a face"
    ]
    assert "board: 100 % of 3 MB are there" in done.stderr
    assert ask(*words).stdout.startswith("board: already there; fer-edge 0.1.0")
    where = words[:3] + words[5:]
    assert ask("status", *where).stdout.startswith("board: seen; fer-edge 0.1.0")
    assert ask("remove", *where).stdout == f"board: removed; before {bundle_id(bundle)}\n"


def test_many_end_as_a_table_and_the_gravest_exit_code(fleet, tmp_path):  # noqa: F811
    bundle, out = make_bundle(tmp_path, "0.1.0"), tmp_path / "out.json"
    fleet.boards[2].line.close()
    words = ("--inventory", inventory_of(fleet, tmp_path), "--ssh-config", fleet.config)
    done = ask(*words, "--bundle", bundle, "--json", out)
    assert isinstance(done.exception, FerEdgeError) and done.exception.exit_code == 1
    told = conform("deploy", json.loads(out.read_text()))
    assert [one["state"] for one in told] == ["installed", "installed", "failed"]
    assert "third: not reached" in done.stdout and bundle_id(bundle) in done.stdout
    bad = make_bundle(tmp_path, "0.2.0", well=False)
    done = ask(*words, "--bundle", bad)
    assert done.exception.exit_code == 4 and "first came first and is not well" in done.stdout
    done = ask("status", "first", "second", *words, "--json", "-")
    assert [one["id"] for one in conform("deploy", json.loads(done.stdout))] == 2 * [bundle_id(bundle)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no board is named"),
        (["status"], "no board is named"),
        (["pi:secret@h"], "is no host"),
        (["-oProxyCommand=x"], None),
        (["--", "-oProxyCommand=x"], "begins with no dash"),
        (["role", "a", "b"], "one folder"),
        (["h", "--at-once", "0"], None),
        (["h", "--bench", "--out", "/dev/null"], "is a file"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(words, said):
    done = ask(*words)
    assert done.exit_code == 2 or isinstance(done.exception, UsageError)
    assert said is None or said in str(done.exception)


def test_what_is_missing_is_told(tmp_path, monkeypatch):
    for words in (["h", "--bundle", tmp_path / "no"], ["--inventory", tmp_path / "no"], ["h", "--run-config", "no"]):
        assert isinstance(ask(*words).exception, MissingError)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = ask("status", "h")
    assert isinstance(done.exception, MissingError) and "no ssh program" in str(done.exception)


def test_a_mistake_in_a_boards_configuration_is_told_before_it_goes_there(tmp_path):
    (tmp_path / "run.toml").write_text("camara = 0\n")
    (tmp_path / "boards.toml").write_text("[hosts.a]\nconfig = 'run.toml'\n")
    done = ask("--inventory", tmp_path / "boards.toml", "--bundle", make_bundle(tmp_path, "0.1.0", size=10))
    assert isinstance(done.exception, UsageError) and "camera" in str(done.exception)
