"""install.sh with a service, where a stand-in for systemctl writes down what it is asked."""

import os
from pathlib import Path

import pytest

from tests.deploy.bundle.making import make_bundle
from tests.deploy.bundle.test_install import PATH, current, first, install, prefix, says

__all__ = ("first", "prefix")


@pytest.fixture
def systemd(tmp_path) -> dict[str, str]:
    """Variables with which install.sh finds folders of systemd, and its program."""
    if os.geteuid():
        pytest.skip("a service of the system needs root")
    for folder in ("root/run/systemd/system", "root/etc/systemd/system", "programs"):
        (tmp_path / folder).mkdir(parents=True)
    program = tmp_path / "programs/systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >>"{tmp_path}/asked"\n')
    program.chmod(0o755)
    return {"FER_EDGE_ROOT": str(tmp_path / "root"), "PATH": f"{program.parent}:{PATH}"}


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
