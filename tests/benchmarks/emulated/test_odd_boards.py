"""Boards that say odd things of their processors."""

import pytest

from benchmarks.emulated.boards import BOARDS, dress
from benchmarks.emulated.odd_boards import ODD


def _all_files(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_each_way_changes_what_the_board_says(change, tmp_path):
    dress(BOARDS["zero2w"], tmp_path)
    before = _all_files(tmp_path)
    change(tmp_path)
    assert _all_files(tmp_path) != before and (tmp_path / "cpuinfo").is_file() and (tmp_path / "sys").is_dir()
