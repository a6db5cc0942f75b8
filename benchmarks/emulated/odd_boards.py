"""What boards say of their processors where their kernel, or whoever built it, leaves something out."""

import shutil
from collections.abc import Callable
from pathlib import Path

CORES = "sys/devices/system/cpu"


def _write(**files: str) -> Callable[[Path], None]:
    def change(board: Path) -> None:
        for name, text in files.items():
            (board / CORES / name).write_text(f"{text}\n" if text else "")

    return change


def _without_lists(board: Path) -> None:
    for name in ("possible", "present"):
        (board / CORES / name).unlink()


def _without_cores(board: Path) -> None:
    shutil.rmtree(board / CORES)
    (board / CORES).mkdir()


def _without_sys(board: Path) -> None:
    shutil.rmtree(board / "sys")
    (board / "sys").mkdir()


def _one_processor(board: Path) -> None:
    text = (board / "cpuinfo").read_text()
    (board / "cpuinfo").write_text(text[: text.index("processor\t: 1")])


ODD: dict[str, Callable[[Path], None]] = {
    "possible and present are missing": _without_lists,
    "cores begin at 1": _write(present="1-3", online="1-3"),
    "nothing about cores": _without_cores,
    "nothing in /sys": _without_sys,
    "one core is present, four are possible": _write(present="0"),
    "eight cores are possible": _write(possible="0-7"),
    "possible is empty": _write(possible=""),
    "cpuinfo knows one processor": _one_processor,
}
"""Each way in words, and what it changes in a board's folder as of `dress`."""
