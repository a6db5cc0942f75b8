"""install.sh with a service, where a stand-in for systemctl writes down what it is asked."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.deploy.bundle.making import make_bundle
from tests.deploy.bundle.test_install import LIMIT, PATH, current, first, install, prefix, says

__all__ = ("first", "prefix")


@pytest.fixture
def systemd(tmp_path) -> dict[str, str]:
    """Variables with which install.sh finds folders of systemd, and its program."""
    if os.geteuid():
        pytest.skip("a service of the system needs root")
    for folder in ("root/run/systemd/system", "root/etc/systemd/system", "programs"):
        (tmp_path / folder).mkdir(parents=True)
    answer(tmp_path, "exit 0")
    return {"FER_EDGE_ROOT": str(tmp_path / "root"), "PATH": f"{tmp_path}/programs:{PATH}"}


def answer(folder: Path, does: str) -> None:
    """Let systemctl do so, after it has written down what it is asked."""
    program = folder / "programs/systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >>"{folder}/asked"\n{does}\n')
    program.chmod(0o755)


def unit_of(systemd: dict[str, str]) -> Path:
    return Path(systemd["FER_EDGE_ROOT"]) / "etc/systemd/system/fer-edge.service"


def test_a_service_that_does_not_come_up_is_taken_back(first, tmp_path, systemd):
    prefix, root = tmp_path / "plain", Path(systemd["FER_EDGE_ROOT"])
    assert install(first, prefix, "--service", **systemd).returncode == 0
    unit, old = root / "etc/systemd/system/fer-edge.service", current(prefix)
    assert f"ExecStart={prefix}/bin/fer-edge run" in unit.read_text()
    late = make_bundle(tmp_path / "late", tmp_path / "work2", model="late", version="0.2.0")
    done = install(late, prefix, "--service", **systemd)
    assert done.returncode == 4 and "come up" in done.stderr
    assert current(prefix) == old and says(prefix).startswith("0.1.0")
    assert [path.name for path in (prefix / "versions").iterdir()] == [old]
    assert "restart fer-edge.service" in (tmp_path / "asked").read_text()
    assert install(prefix, prefix, "--uninstall", **systemd).returncode == 0
    assert not unit.exists() and not prefix.exists()


def test_a_first_service_that_does_not_come_up_leaves_nothing(tmp_path, systemd):
    late = make_bundle(tmp_path / "late", tmp_path / "work", model="late")
    done = install(late, tmp_path / "plain", "--service", **systemd)
    assert done.returncode == 4 and not (tmp_path / "plain").exists()
    assert not list((tmp_path / "root/etc/systemd/system").iterdir())


def test_a_service_where_no_systemd_runs_is_refused_before_anything_is_touched(first, prefix, tmp_path):
    done = install(first, prefix, "--service", FER_EDGE_ROOT=str(tmp_path))
    assert done.returncode in (2, 3) and not prefix.exists()


OTHER = "[Service]\nExecStart=/usr/local/bin/fer-edge run\n"


def test_a_unit_that_was_there_is_there_again_when_the_new_one_does_not_come_up(tmp_path, systemd):
    unit_of(systemd).write_text(OTHER)
    late = make_bundle(tmp_path / "late", tmp_path / "work", model="late")
    assert install(late, tmp_path / "plain", "--service", **systemd).returncode == 4
    assert unit_of(systemd).read_text() == OTHER and not (tmp_path / "plain").exists()
    assert "restart fer-edge.service" in (tmp_path / "asked").read_text()


def test_a_service_is_known_by_whatever_path_one_names_its_folder(first, tmp_path, systemd):
    (tmp_path / "real").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "real")
    assert install(first, tmp_path / "way/../way/plain", "--service", **systemd).returncode == 0
    assert install(first, tmp_path / "way/plain", "--uninstall", **systemd).returncode == 0
    assert not unit_of(systemd).exists() and not list((tmp_path / "real").iterdir())


@pytest.mark.parametrize(("state", "starts"), [("exit 0", True), ("case $1 in is-*) exit 3 ;; esac", False)])
def test_a_service_that_somebody_stopped_for_good_is_not_started(first, tmp_path, systemd, state, starts):
    prefix = tmp_path / "plain"
    assert install(first, prefix, "--service", **systemd).returncode == 0
    (tmp_path / "asked").unlink()
    answer(tmp_path, state)
    second = make_bundle(tmp_path / "second", tmp_path / "work2", version="0.2.0")
    assert install(second, prefix, **systemd).returncode == 0
    assert ("restart" in (tmp_path / "asked").read_text()) is starts


def test_a_path_that_no_unit_can_hold_is_refused_before_anything_is_touched(first, prefix, systemd):
    done = install(first, prefix, "--service", **systemd)
    assert done.returncode == 2 and "a unit cannot hold" in done.stderr and not prefix.exists()


def test_ended_while_the_service_is_waited_for_the_version_before_runs_again(first, tmp_path, systemd):
    prefix, flag = tmp_path / "plain", tmp_path / "waits"
    assert install(first, prefix, "--service", **systemd).returncode == 0
    old = current(prefix)
    second = make_bundle(tmp_path / "second", tmp_path / "work2", version="0.2.0")
    answer(tmp_path, f'if [ "$1" = restart ] && [ ! -e "{flag}" ]; then touch "{flag}"; sleep {LIMIT}; fi')
    command = ["sh", str(second / "install.sh"), "--prefix", str(prefix)]
    process = subprocess.Popen(command, env={**os.environ, **systemd}, start_new_session=True)
    end = time.monotonic() + LIMIT
    while not flag.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert current(prefix) != old
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(LIMIT) == 143
    assert current(prefix) == old and not (prefix / "previous").exists()
    assert [path.name for path in (prefix / "versions").iterdir()] == [old]


@pytest.mark.parametrize(("model", "code"), [("edge", 0), ("late", 4)])
def test_a_service_can_be_asked_for_when_the_version_is_there_already(tmp_path, systemd, model, code):
    bundle, prefix = make_bundle(tmp_path / "bundle", tmp_path / "work", model=model), tmp_path / "plain"
    units = tmp_path / "root/etc/systemd/system"
    assert install(bundle, prefix, **systemd).returncode == 0
    now = current(prefix)
    assert not list(units.iterdir())
    assert install(bundle, prefix, "--service", **systemd).returncode == code
    assert [path.name for path in units.iterdir()] == ([] if code else ["fer-edge.service"])
    assert current(prefix) == now
