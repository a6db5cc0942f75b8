import json
import os

from fer_edge.system.board import busy_seconds, called, fingerprint, read_board, this_board
from fer_edge.system.processes import usable_cores


def write(path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_raspberry_pi_is_read(tmp_path):
    write(tmp_path / "proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
    write(tmp_path / "proc/cpuinfo", "processor\t: 0\nmodel name\t: Cortex-A72\n")
    write(tmp_path / "proc/meminfo", "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:  500 kB\n")
    write(tmp_path / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "ondemand\n")
    write(tmp_path / "sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq", "1800000\n")
    write(tmp_path / "sys/class/thermal/thermal_zone0/temp", "48300\n")
    write(tmp_path / "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    board = read_board(tmp_path)
    assert (board["model"], board["cpu"]) == ("Raspberry Pi 4 Model B Rev 1.5", "Cortex-A72")
    assert (board["memory"], board["memory_available"]) == (1_024_000, 512_000)
    assert (board["governor"], board["max_frequency_khz"]) == ("ondemand", 1_800_000)
    assert board["temperatures"] == {"thermal_zone0 cpu-thermal": 48.3}


def test_what_cannot_be_read_is_none(tmp_path):
    board = read_board(tmp_path)
    unread = ("model", "governor", "frequency_khz", "temperatures", "memory")
    assert [board[name] for name in unread] == [None] * len(unread)


def test_this_machine_is_plain_values():
    board = json.loads(json.dumps(read_board()))
    assert board["usable_cores"] == usable_cores() >= 1
    assert board["versions"]["numpy"]


def test_the_fingerprint_is_of_the_make_and_not_of_the_moment():
    board = read_board()
    assert fingerprint(board) == this_board() == fingerprint(board | {"load": [9.0], "usable_cores": 1})
    pi = {"model": "Raspberry Pi 5", "cpu": "Cortex-A76", "machine": "aarch64", "cores": 4}
    assert fingerprint(pi) == {"machine": "aarch64", "model": "Raspberry Pi 5", "cores": 4}
    assert called({"model": None, "machine": "riscv64", "cores": 1}) == "unknown board (riscv64, 1 cores)"


def test_what_the_processors_were_busy_with_is_summed_without_waiting(tmp_path):
    assert busy_seconds(tmp_path) is None
    write(tmp_path / "proc/stat", "cpu  100 200 300 9999 8888 10 20 70 5 5\ncpu0 1 1\n")
    assert busy_seconds(tmp_path) == 700 / os.sysconf("SC_CLK_TCK")
