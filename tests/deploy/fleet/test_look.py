from dataclasses import replace
from pathlib import Path

import pytest

from fer_edge.deploy.fleet.archive import Archive, Manifest
from fer_edge.deploy.fleet.look import BoardReport, check_fits, check_usable, look
from fer_edge.deploy.fleet.ssh import open_ssh
from fer_edge.errors import FerEdgeError, MissingError
from tests.deploy.fleet.conftest import QUICK

PI = BoardReport(machine="aarch64", bits=64, glibc="2.36", python="3.11", free=10**9, prefix="/p", stage="/s")
ARCHIVE = Archive(
    path=Path("b"),
    sha256="0",
    size=10**8,
    folder="b",
    manifest=Manifest(
        format=1, fer_edge="1", target="linux-aarch64-py311", id="x", machine="aarch64", python="3.11", glibc="2.28"
    ),
)


def test_a_board_that_fits():
    check_usable(PI, "pi")
    check_fits(PI, ARCHIVE, "pi")
    assert PI.target == "linux-aarch64-py311"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"machine": "x86_64"}, "--target linux-x86_64-py311"),
        ({"python": "3.13"}, "--target linux-aarch64-py313"),
        ({"glibc": "2.9"}, "glibc 2.9, and the bundle needs 2.28"),
        ({"glibc": ""}, "glibc not at all"),
        ({"free": 10**8}, "100 MB are free at /p, and 500 are needed"),
    ],
)
def test_a_board_that_does_not_fit_is_told_why(change, said):
    with pytest.raises(MissingError, match=said):
        check_fits(replace(PI, **change), ARCHIVE, "pi")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bits": 32}, "64-bit Raspberry Pi OS"),
        ({"lacks": ("python3", "tar")}, "apt install python3 python3-venv tar there"),
    ],
)
def test_a_board_that_no_bundle_is_for_is_told_why(change, said):
    with pytest.raises(MissingError, match=said):
        check_usable(replace(PI, **change), "pi")


def test_a_look_takes_one_command_and_changes_nothing(single, board):
    with open_ssh(batch=True, config=single.config, limits=QUICK) as ssh, ssh.connect(board.host) as connection:
        seen = look(connection, "~/x", sudo=False)
        assert (seen.prefix, seen.stage) == (f"{board.home}/x", f"{board.home}/.fer-edge-deploy")
        assert seen.bits == 64 and seen.free > 10**6 and seen.memory > 10**6 and seen.glibc.startswith("2.")
        assert not seen.lacks and not seen.current and not seen.well
        with pytest.raises(FerEdgeError, match="begins with /"):
            look(connection, "relative", sudo=False)
    assert board.left() == []
