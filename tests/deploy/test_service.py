import os
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.deploy.service import UNIT, ServiceSettings, unit_text
from fer_edge.errors import MissingError, UsageError


@pytest.fixture
def config(tmp_path) -> Path:
    path = tmp_path / "run.toml"
    path.write_text("max-frames = 3\n")
    return path


@pytest.fixture
def systemctl(tmp_path, monkeypatch) -> Path:
    """A stand-in that writes down what it was told; fails at the word in the file `refuse`."""
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/told\n'
        f'if [ -f {tmp_path}/refuse ]; then echo "Access denied" >&2; exit 1; fi\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "told"


def ask(*words: str):
    return CliRunner().invoke(app, ["service", *words])


def test_the_unit_runs_this_fer_edge_with_the_file(config):
    text = unit_text(ServiceSettings(config=config, user="pi", folder=config.parent))
    assert f"fer-edge run --headless --config {config}" in text
    assert "Type=notify" in text and "WatchdogSec=30" in text and "User=pi" in text


def test_a_users_own_unit_asks_for_nothing_a_user_cannot_give(config):
    text = unit_text(ServiceSettings(config=config, user="pi", own=True, folder=config.parent))
    assert (
        "StateDirectory=fer-edge\n" in text
        and "DeviceAllow" not in text
        and "User=" not in text
        and "default.target" in text
    )


@pytest.mark.parametrize("name", ["my file", "a\tb", "a\rb", "$HOME", "a%b", "a;b", 'a"b', "a\x1bb", "a\u202eb"])
def test_a_path_that_systemd_would_read_otherwise_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match="blanks"):
        unit_text(ServiceSettings(config=tmp_path / f"{name}.toml", user="pi", folder=tmp_path))


@pytest.mark.parametrize("user", ["the cat", "pi\nExecStartPre=/bin/true"])
def test_a_user_who_is_more_than_a_word_is_refused(config, user):
    with pytest.raises(UsageError, match="blanks"):
        unit_text(ServiceSettings(config=config, user=user, folder=config.parent))


def test_a_user_without_a_name_has_a_number(config, monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr("getpass.getuser", nameless)
    assert f"User={os.getuid()}\n" in ask("install", "--config", str(config), "--dry-run").output


def test_install_and_remove_leave_nothing(tmp_path, config, systemctl):
    units = tmp_path / "units"
    assert ask("install", "--config", str(config), "--unit-dir", str(units)).exit_code == 0
    assert (units / UNIT).is_file()
    assert ask("remove", "--unit-dir", str(units)).exit_code == 0
    assert list(units.iterdir()) == []
    assert systemctl.read_text().split("\n")[:4] == [
        "daemon-reload",
        f"enable {UNIT}",
        f"restart {UNIT}",
        f"disable --now {UNIT}",
    ]


def test_a_refusal_of_systemd_is_told(tmp_path, config, systemctl):
    (tmp_path / "refuse").touch()
    done = ask("install", "--config", str(config), "--unit-dir", str(tmp_path / "units"))
    assert "Access denied" in str(done.exception)


def test_a_missing_configuration_writes_nothing(tmp_path):
    done = ask("install", "--config", str(tmp_path / "no.toml"), "--unit-dir", str(tmp_path / "units"))
    assert isinstance(done.exception, MissingError) and not (tmp_path / "units").exists()


@pytest.mark.parametrize(
    "text",
    [
        "max-frame = 3",
        'camera = "0"\nsource = "clip.mp4"',
        'size = "640"',
        'web = "somewhere"',
        'metrics = "99999"',
        'model = "no-such-model"',
    ],
)
def test_a_mistake_in_the_configuration_writes_nothing(tmp_path, config, text):
    config.write_text(text)
    done = ask("install", "--config", str(config), "--unit-dir", str(tmp_path / "units"))
    assert isinstance(done.exception, (UsageError, MissingError)) and not (tmp_path / "units").exists()


def test_the_table_of_another_command_is_no_mistake(config):
    config.write_text("[run]\nmax-frames = 3\n[bench]\nruns = 5\n")
    assert ask("install", "--config", str(config), "--dry-run").exit_code == 0


def test_behind_sudo_the_person_runs_it(config, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "pi")
    assert "User=pi\n" in ask("install", "--config", str(config), "--dry-run").stdout


def test_the_whole_machine_is_no_folder(config, monkeypatch):
    monkeypatch.chdir("/")
    assert isinstance(ask("install", "--config", str(config), "--dry-run").exception, UsageError)


def test_where_no_systemd_runs_the_unit_is_written_and_can_be_removed(tmp_path, config, systemctl):
    program = systemctl.parent / "bin" / "systemctl"
    program.write_text("#!/bin/sh\necho 'System has not been booted with systemd as init system' >&2\nexit 1\n")
    units = tmp_path / "units"
    done = ask("install", "--config", str(config), "--unit-dir", str(units))
    assert isinstance(done.exception, MissingError) and "is written, but not started" in str(done.exception)
    assert [path.name for path in units.iterdir()] == [UNIT]
    assert ask("remove", "--unit-dir", str(units)).exit_code == 0
    assert list(units.iterdir()) == []


def test_a_dry_run_only_shows(config):
    done = ask("install", "--config", str(config), "--dry-run")
    assert done.exit_code == 0 and done.stdout.startswith("[Unit]")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here to verify the unit")
def test_systemd_finds_no_fault(tmp_path, config):
    for own in (False, True):
        (tmp_path / UNIT).write_text(unit_text(ServiceSettings(config=config, user="root", own=own, folder=tmp_path)))
        words = ["systemd-analyze", "verify", *(["--user"] if own else []), str(tmp_path / UNIT)]
        # Without a runtime folder the user's half gives up before it has read the unit.
        env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env=env)
        assert done.returncode == 0 and UNIT not in done.stderr, done.stderr
