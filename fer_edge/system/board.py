"""What a program ran on: board, processor, heat, load and software; what cannot be read is None."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fer_edge.system.processes import usable_cores

RUNTIMES = ("onnxruntime", "ai-edge-litert", "numpy", "opencv-python")
KIB = 1024


def read_board(root: Path = Path("/")) -> dict[str, Any]:
    """The board as a dict for JSON. Frequencies in kHz, temperatures in degrees Celsius, memory in bytes.

    root: where proc/ and sys/ are found.
    """
    frequency = root / "sys/devices/system/cpu/cpu0/cpufreq"
    return {
        "model": _text(root / "proc/device-tree/model"),
        "cpu": _cpu(root),
        "cores": os.cpu_count(),
        "usable_cores": usable_cores(),
        "machine": platform.machine(),
        "governor": _text(frequency / "scaling_governor"),
        "frequency_khz": _number(frequency / "scaling_cur_freq"),
        "max_frequency_khz": _number(frequency / "scaling_max_freq"),
        "temperatures": _temperatures(root),
        "throttled": throttled(),
        "load": _load(),
        "memory": memory(root, "MemTotal"),
        "memory_available": memory(root, "MemAvailable"),
        "kernel": platform.release() or None,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in RUNTIMES},
    }


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
    try:
        return version(name)
    except PackageNotFoundError:
        return None
