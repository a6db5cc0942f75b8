import shutil
import subprocess

import pytest

from fer_edge.deploy.bundle.installer import CHECKS, HERE, PARTS, installer


def test_every_part_is_in_it():
    text = installer().decode()
    for name in (*CHECKS.values(), *PARTS):
        assert (HERE / name).read_text().splitlines()[0] in text
    assert not [line for line in text.splitlines() if line[2:] in PARTS or line.removesuffix("=''") in CHECKS]


@pytest.mark.parametrize("shell", ["sh", "bash", "dash"])
def test_a_shell_can_read_it(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    done = subprocess.run([shell, "-n"], input=installer(), capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_it_is_clean():
    done = subprocess.run(["shellcheck", "-"], input=installer(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout.decode()
