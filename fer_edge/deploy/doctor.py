"""What this machine has and lacks for a run, each with the line that mends it."""

import os
import platform
import re
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fer_edge.bench.board import read_board
from fer_edge.errors import FerEdgeError

THROTTLING = {0: "under-voltage", 1: "frequency capped", 2: "throttled", 3: "soft temperature limit"}
"""Bits of vcgencmd get_throttled, from Raspberry Pi's documentation; 16 more means: since the board started."""

HOT = 80.0
"""Degrees Celsius; from here on a Raspberry Pi slows down."""

LEAST_MEMORY = 200 * 1024**2
"""Bytes that a run and its outputs take, with room."""

EXTRAS = {"train": "tensorflow", "web": "starlette", "mqtt": "paho"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at. state: ok, warning (run works without), missing (run does not). mend: a line."""

    name: str
    state: str
    found: str
    mend: str = ""


def examine(root: Path = Path("/")) -> list[Finding]:
    """Look at everything. root: where proc/, sys/ and dev/ are found."""
    board = read_board(root)
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        python,
        lambda: package("numpy", "numpy"),
        lambda: package("onnxruntime", "onnxruntime"),
        opencv,
        lambda: cameras(root / "dev", root / "sys/class/video4linux"),
        picamera,
        files,
        lambda: health(board),
        extras,
    )
    return [finding for look in looks for finding in look()]


def python() -> Iterator[Finding]:
    """Python, and whether there are packages for this machine."""
    bits = struct.calcsize("P") * 8
    found = f"{platform.python_version()}, {bits} bit, {platform.machine()}"
    if bits == 64:
        yield Finding(name="Python", state="ok", found=found)
    else:
        mend = "install a 64-bit Raspberry Pi OS: ONNX Runtime has no 32-bit packages"
        yield Finding(name="Python", state="missing", found=found, mend=mend)


def package(name: str, distribution: str) -> Iterator[Finding]:
    """A package without which nothing runs."""
    mend = f"pip install --force-reinstall {distribution}"
    try:
        import_module(name)
        found = version(distribution)
    # A native module built for another NumPy, or a system library that is not there, fails in many ways.
    except (ImportError, AttributeError, ValueError, RuntimeError) as error:
        yield Finding(name=name, state="missing", found=" ".join(str(error).split())[:100], mend=mend)
        return
    if name == "onnxruntime" and platform.machine() == "aarch64" and found.startswith("1.21."):
        mend = "pip install 'onnxruntime>=1.22': 1.21.0 dies of an illegal instruction on a Pi 4"
        yield Finding(name=name, state="missing", found=found, mend=mend)
        return
    yield Finding(name=name, state="ok", found=found)


def opencv() -> Iterator[Finding]:
    """OpenCV, its Haar cascades and its windows."""
    try:
        import cv2
    except (ImportError, AttributeError) as error:
        mend = "apt install libgl1 libglib2.0-0, or pip install opencv-python-headless in place of opencv-python"
        yield Finding(name="OpenCV", state="missing", found=" ".join(str(error).split())[:100], mend=mend)
        return
    yield Finding(name="OpenCV", state="ok", found=cv2.__version__)
    haar = hasattr(cv2, "CascadeClassifier")
    mend = "" if haar else "pip install 'opencv-python<5', or fer-edge models pull yunet"
    yield Finding(name="Haar", state="ok" if haar else "warning", found="there" if haar else "not there", mend=mend)
    from fer_edge.runtime.sinks import window

    shows = window.available()
    mend = "" if shows else "for a window: a desktop and opencv-python; else --web 8080 shows the same in a browser"
    yield Finding(name="window", state="ok" if shows else "warning", found="yes" if shows else "no display", mend=mend)


def cameras(devices: Path, names: Path) -> Iterator[Finding]:
    """V4L2 cameras, and whether this user may open them."""
    found = sorted(devices.glob("video*"))
    if not found:
        mend = "plug one in; a ribbon-cable camera is --camera csi"
        yield Finding(name="camera", state="warning", found=f"no {devices}/video*", mend=mend)
    for device in found:
        label = names / device.name / "name"
        what = f"{device} {label.read_text().strip() if label.is_file() else ''}".strip()
        if os.access(device, os.R_OK | os.W_OK):
            yield Finding(name="camera", state="ok", found=what)
        else:
            mend = "sudo usermod -aG video $USER, then log in again"
            yield Finding(name="camera", state="warning", found=f"{what}: not for this user", mend=mend)


def picamera() -> Iterator[Finding]:
    """Picamera2, for ribbon-cable cameras; no loss on a machine that has none."""
    there = find_spec("picamera2") is not None
    mend = "" if there else "sudo apt install python3-picamera2, and a venv made with --system-site-packages"
    yield Finding(name="Picamera2", state="ok" if there else "warning", found="there" if there else "no", mend=mend)


def files() -> Iterator[Finding]:
    """The face detector's file and a model."""
    from fer_edge.runtime.faces import yunet_places
    from fer_edge.store import find_model

    place = next((path for path in yunet_places() if path.is_file()), None)
    mend = "" if place else "fer-edge models pull yunet"
    yield Finding(name="YuNet", state="ok" if place else "warning", found=str(place or "no, Haar instead"), mend=mend)
    try:
        yield Finding(name="model", state="ok", found=str(find_model(None, ("model.int8.onnx", "model.onnx"))))
    except FerEdgeError as error:
        yield Finding(name="model", state="missing", found=str(error), mend="pip install --force-reinstall fer-edge")


def health(board: dict[str, Any]) -> Iterator[Finding]:
    """Heat, voltage, pace, memory and disk of a board as `read_board` tells it."""
    hottest = max((board["temperatures"] or {}).values(), default=None)
    if hottest is not None:
        mend = "give it air or a heat sink" if hottest >= HOT else ""
        yield Finding(name="heat", state="warning" if mend else "ok", found=f"{hottest:.0f} degrees Celsius", mend=mend)
    if board["throttled"]:
        told = throttling(board["throttled"])
        mend = "a power supply of 3 A (5 A for a Pi 5), a short cable, a heat sink" if told else ""
        yield Finding(name="power", state="warning" if told else "ok", found=", ".join(told) or "good", mend=mend)
    if board["governor"]:
        mend = "" if board["governor"] == "performance" else "for a benchmark: cpufreq-set -g performance"
        yield Finding(name="governor", state="ok", found=board["governor"], mend=mend)
    free = board["memory_available"]
    if free is not None:
        mend = "close something: a run takes about 150 MB" if free < LEAST_MEMORY else ""
        yield Finding(name="memory", state="warning" if mend else "ok", found=f"{free / 1e6:.0f} MB free", mend=mend)
    disk = shutil.disk_usage(Path.cwd()).free
    mend = "make room before --save or --jsonl" if disk < LEAST_MEMORY else ""
    yield Finding(name="disk", state="warning" if mend else "ok", found=f"{disk / 1e9:.1f} GB free", mend=mend)


def throttling(flags: str) -> list[str]:
    """What vcgencmd's flags, such as "0x50005", say in words; empty when nothing ever happened."""
    if not re.fullmatch(r"0x[0-9a-fA-F]+", flags):
        return [flags]
    bits = int(flags, 16)
    now = [f"{words} now" for bit, words in THROTTLING.items() if bits >> bit & 1]
    since = [f"{words} since start" for bit, words in THROTTLING.items() if bits >> (bit + 16) & 1]
    return now + since


def extras() -> Iterator[Finding]:
    """Optional parts of fer-edge, and LiteRT for TFLite files."""
    for extra, module in EXTRAS.items():
        there = find_spec(module) is not None
        mend = "" if there else f"pip install 'fer-edge[{extra}]'"
        yield Finding(name=f"extra {extra}", state="ok", found="installed" if there else "not installed", mend=mend)
    try:
        yield Finding(name="LiteRT", state="ok", found=version("ai-edge-litert"))
    except PackageNotFoundError:
        yield Finding(
            name="LiteRT", state="ok", found="not installed", mend="for .tflite files: pip install ai-edge-litert"
        )
