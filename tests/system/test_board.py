"""What a board says of itself, from files that a test writes."""

import json

from fer_edge.system.board import read_board


def test_a_board_without_anything_is_all_none(tmp_path):
    board = read_board(tmp_path)
    assert board["model"] is board["governor"] is board["temperatures"] is board["memory"] is None
    json.dumps(board)


def test_a_board_reads_its_files(tmp_path):
    for name, text in {
        "proc/device-tree/model": "Raspberry Pi 4\0",
        "proc/meminfo": "MemTotal:  1000 kB\n",
        "sys/class/thermal/thermal_zone0/temp": "51000\n",
        "sys/class/thermal/thermal_zone0/type": "cpu\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    board = read_board(tmp_path)
    assert (board["model"], board["memory"]) == ("Raspberry Pi 4", 1024000)
    assert board["temperatures"] == {"thermal_zone0 cpu": 51.0}
