import threading
from dataclasses import replace

import pytest

from fer_edge.deploy.fleet.making import Archives, make_bundle
from fer_edge.errors import FerEdgeError, MissingError
from tests.deploy.fleet.bundles import make_bundle as make_little
from tests.deploy.fleet.test_look import PI


def test_a_bundle_is_made_once_for_each_kind_of_board(tmp_path):
    asked = []

    def make(target):
        asked.append(target)
        return make_little(tmp_path, target, size=10)

    archives, other = Archives(None, make), replace(PI, python="3.13")
    threads = [threading.Thread(target=archives.archive_for, args=(board,)) for board in (PI, PI, other, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(8)
    assert sorted(asked) == ["linux-aarch64-py311", "linux-aarch64-py313"]
    assert archives.archive_for(PI).manifest.fer_edge == "linux-aarch64-py311"


def test_the_one_that_is_named_is_for_all_and_looked_at_beforehand(tmp_path):
    path = make_little(tmp_path, "0.1.0", size=10)
    assert Archives(path, pytest.fail).archive_for(PI).path == path
    path.write_bytes(b"x")
    with pytest.raises(FerEdgeError, match="no whole bundle"):
        Archives(path, pytest.fail)


def test_a_board_that_there_are_no_bundles_for_is_told():
    with pytest.raises(MissingError, match="no bundle for linux-riscv64-py39: expected"):
        make_bundle("linux-riscv64-py39", None, print)
