"""What a program ran on: board, processor, heat, load and software; what cannot be read is None."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from fer_edge.system.processes import usable_cores

RUNTIMES = ("onnxruntime", "ai-edge-litert", "numpy", "opencv-python")
KIB = 1024

THROTTLING = {0: "under-voltage", 1: "frequency capped", 2: "throttled", 3: "soft temperature limit"}
"""Bits of vcgencmd get_throttled, from Raspberry Pi's documentation; 16 more means: since the board started."""


def read_board(root: Path = Path("/")) -> dict[str, Any]:
    """The board as a dict for JSON. Frequencies in kHz, temperatures in degrees Celsius, memory in bytes.

    root: where proc/ and sys/ are found.
    """
    scaling = root / "sys/devices/system/cpu/cpu0/cpufreq"
    return _make(root) | {
        "usable_cores": usable_cores(),
        "governor": _text(scaling / "scaling_governor"),
        "frequency_khz": frequency(root),
        "max_frequency_khz": _number(scaling / "scaling_max_freq"),
        "temperatures": _temperatures(root),
        "throttled": throttled(),
        "load": _load(),
        "memory": memory(root, "MemTotal"),
        "memory_available": memory(root, "MemAvailable"),
        "kernel": platform.release() or None,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in RUNTIMES},
    }


def _make(root: Path) -> dict[str, Any]:
    return {
        "model": _text(root / "proc/device-tree/model"),
        "cpu": _cpu(root),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
    }


def this_board(root: Path = Path("/")) -> dict[str, Any]:
    """The fingerprint of the board this runs on."""
    return fingerprint(_make(root))


def fingerprint(board: dict[str, Any]) -> dict[str, Any]:
    """What makes figures of one board comparable with those of another: its make and its cores, not its name."""
    return {
        "machine": board.get("machine"),
        "model": board.get("model") or board.get("cpu"),
        "cores": board.get("cores"),
    }


def called(print_of: dict[str, Any]) -> str:
    """A board for people, of its fingerprint."""
    return f"{print_of.get('model') or 'unknown board'} ({print_of.get('machine')}, {print_of.get('cores')} cores)"


def frequency(root: Path = Path("/")) -> int | None:
    """Of the first core now, kHz."""
    return _number(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")


def busy_seconds(root: Path = Path("/")) -> float | None:
    """Seconds that all processors together have been at work since the machine started, for whomever."""
    line = (_text(root / "proc/stat") or "").partition("\n")[0].split()
    if len(line) < 9 or line[0] != "cpu" or not all(word.isdecimal() for word in line[1:9]):
        return None
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, line[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def throttling(flags: str) -> list[str]:
    """What vcgencmd's flags, such as "0x50005", say in words; empty when nothing ever happened."""
    if not re.fullmatch(r"0x[0-9a-fA-F]+", flags):
        return [flags]
    bits = int(flags, 16)
    now = [f"{words} now" for bit, words in THROTTLING.items() if bits >> bit & 1]
    since = [f"{words} since start" for bit, words in THROTTLING.items() if bits >> (bit + 16) & 1]
    return now + since


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0 \n") or None
    except OSError:
        return None


def _number(path: Path) -> int | None:
    text = _text(path)
    return int(text) if text and text.lstrip("-").isdecimal() else None


def _cpu(root: Path) -> str | None:
    found = re.search(r"^(?:model name|Model|Hardware)\s*:\s*(.+)$", _text(root / "proc/cpuinfo") or "", re.MULTILINE)
    return found[1] if found else platform.processor() or None


def memory(root: Path, key: str) -> int | None:
    """A line of proc/meminfo below `root`, such as MemAvailable, in bytes."""
    found = re.search(rf"^{key}:\s*(\d+) kB", _text(root / "proc/meminfo") or "", re.MULTILINE)
    return int(found[1]) * KIB if found else None


def _temperatures(root: Path) -> dict[str, float] | None:
    found = {}
    for zone in sorted((root / "sys/class/thermal").glob("thermal_zone*")):
        value = _number(zone / "temp")
        if value is not None:
            found[f"{zone.name} {_text(zone / 'type') or ''}".strip()] = value / 1000
    return found or None


def throttled() -> str | None:
    """The flags of a Raspberry Pi: "0x0" when it was never throttled since it started."""
    program = shutil.which("vcgencmd")
    if program is None:
        return None
    try:
        done = subprocess.run([program, "get_throttled"], capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip().removeprefix("throttled=") or None


def _load() -> list[float] | None:
    """Mean length of the run queue over 1, 5 and 15 minutes."""
    try:
        return [round(value, 2) for value in os.getloadavg()]
    except (OSError, AttributeError):
        return None


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # Here: it brings e-mail and ZIP into each process.

    try:
        return version(name)
    except PackageNotFoundError:
        return None
