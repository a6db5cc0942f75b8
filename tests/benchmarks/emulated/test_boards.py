"""Stand-ins for what a board says of itself."""

import pytest

from benchmarks.emulated.boards import BOARD_OF, BOARDS, dress
from fer_edge.system.board import read_board


@pytest.mark.parametrize("name", BOARDS)
def test_a_dressed_board_is_read_as_that_board(name, tmp_path):
    dress(BOARDS[name], tmp_path)
    (tmp_path / "proc").mkdir()
    (tmp_path / "cpuinfo").rename(tmp_path / "proc/cpuinfo")
    read = read_board(tmp_path)
    assert read["cpu"] == BOARDS[name].model
    assert read["max_frequency_khz"] == BOARDS[name].megahertz * 1000
    assert read["temperatures"] == {"thermal_zone0 cpu-thermal": 52.634}


def test_each_processor_has_a_board_and_only_the_newest_has_dot_products(tmp_path):
    assert {cpu: BOARDS[name].cpu for cpu, name in BOARD_OF.items()} == {cpu: cpu for cpu in BOARD_OF}
    assert [name for name, board in BOARDS.items() if "asimddp" in board.features] == ["pi5"]
