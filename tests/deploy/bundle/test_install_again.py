"""install.sh where there is something already: whole, damaged, half switched over, or left by a killed one."""

import os

from tests.deploy.bundle.making import make_bundle, seal_again
from tests.deploy.bundle.test_install import current, first, install, prefix, says, second

__all__ = ("first", "prefix", "second")

TOO_MUCH = str(10**15)
"""Bytes that no disk has."""


def test_a_model_whose_file_another_stands_in_for_is_told_and_installed(tmp_path, prefix):
    done = install(make_bundle(tmp_path / "odd", tmp_path / "work", model="odd"), prefix)
    assert done.returncode == 0 and "note: odd" in done.stdout, done.stderr


def test_a_version_that_is_damaged_is_built_again(first, prefix):
    install(first, prefix)
    (prefix / "current/models/mine/model.onnx").unlink()
    done = install(first, prefix)
    assert done.returncode == 0 and "built again" in done.stdout, done.stderr
    assert (prefix / "current/models/mine/model.onnx").read_text() == "fine"
    assert says(prefix).startswith("0.1.0")
    assert [path.name for path in (prefix / "versions").iterdir()] == [current(prefix)]


def test_what_is_there_needs_no_room(first, prefix):
    install(first, prefix)
    seal_again(first, installed_bytes=TOO_MUCH)
    done = install(first, prefix)
    assert done.returncode == 0 and "already" in done.stdout, done.stderr


def test_what_a_killed_one_left_goes_before_room_is_looked_for(first, second, prefix):
    install(first, prefix)
    old = current(prefix)
    (prefix / "versions/0123456789ab.part/venv").mkdir(parents=True)
    (prefix / "versions/my-own-stuff.part").mkdir()
    seal_again(second, installed_bytes=TOO_MUCH)
    done = install(second, prefix)
    assert done.returncode == 3 and len(done.stderr.splitlines()) == 1
    assert {path.name for path in (prefix / "versions").iterdir()} == {old, "my-own-stuff.part"}


def test_one_goes_back_also_where_a_switch_was_cut_off_halfway(first, second, prefix):
    install(first, prefix)
    old = current(prefix)
    install(second, prefix)
    (prefix / "previous").unlink()
    (prefix / "previous").symlink_to(os.readlink(prefix / "current"))
    assert install(prefix, prefix, "--rollback").returncode == 0
    assert current(prefix) == old


def test_a_version_without_a_manifest_does_not_hide_the_others(first, second, prefix):
    install(first, prefix)
    (prefix / "current/manifest.json").unlink()
    install(second, prefix)
    done = install(prefix, prefix, "--status")
    assert done.returncode == 0 and "damaged" in done.stdout and "0.2.0" in done.stdout and not done.stderr
