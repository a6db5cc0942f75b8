import json

from fer_edge.system.board import read_board
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
