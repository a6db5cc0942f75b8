"""Programs of other packages."""

import pytest

from benchmarks.emulated import tools
from fer_edge.errors import FerEdgeError, MissingError


def test_all_programs_that_are_missing_are_named_in_one_line_with_their_packages(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError) as raised:
        tools.need("debootstrap", "qemu-aarch64", "depmod")
    assert str(raised.value) == (
        "not installed: debootstrap, qemu-aarch64, depmod; on Debian: apt-get install debootstrap kmod qemu-user"
    )


def test_a_program_that_fails_is_told_by_its_last_line():
    with pytest.raises(FerEdgeError, match="sh failed with 3, saying: no room"):
        tools.call(["sh", "-c", "echo begun; echo no room >&2; exit 3"], 10)
    assert tools.call(["echo", "done"], 10).stdout == "done\n"


def test_a_program_that_takes_too_long_is_given_up():
    with pytest.raises(FerEdgeError, match="not done after 1 s"):
        tools.call(["sleep", "30"], 1)
