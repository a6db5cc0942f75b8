"""What this machine has and lacks for a run, each with its remedy."""

import os
import platform
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fer_edge.deploy.bundle.target import NUMPY_1
from fer_edge.errors import FerEdgeError
from fer_edge.system.board import read_board, throttling

HOT = 80.0
"""Degrees Celsius; from here on a Raspberry Pi slows down."""

LEAST_MEMORY = 200 * 1024**2
"""Bytes that a run and its outputs take, with room."""

PATIENCE = 60
"""Seconds for one import; a Pi with a slow card needs several."""

LONGEST_LINE = 400
"""Characters that are shown of what a process says."""

OTHER_NUMPY = ("numpy.core.multiarray failed", "numpy.dtype size changed", "compiled using NumPy 1")
"""What a module says that was built for another NumPy."""

NO_CAMERAS = ("bcm2835-codec", "bcm2835-isp", "rpivid", "rpi-hevc", "pispbe", "unicam", "rp1-cfe")
"""Names of a Raspberry Pi's video devices that --camera N cannot watch: codecs, and the raw ends of ribbon cables."""

EXTRAS = {"train": "tensorflow", "web": "starlette", "mqtt": "paho"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at. state: ok, warning (run works without), missing (run does not). remedy: a line."""

    name: str
    state: str
    found: str
    remedy: str = ""

    def as_record(self) -> dict[str, str]:
        """Plain values for JSON. The remedy stands under its old key "mend" as well: scripts may read that one."""
        return {**asdict(self), "mend": self.remedy}


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
        model,
        lambda: health(board),
        lambda: services(root),
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
        remedy = "install a 64-bit Raspberry Pi OS: ONNX Runtime has no 32-bit packages"
        yield Finding(name="Python", state="missing", found=found, remedy=remedy)


def attempt(program: str, step: str = "imported") -> tuple[bool, str]:
    """Run lines of Python in a process of their own; whether they ended well, and the last line they wrote.

    A native module that was built for another processor kills the process that imports it. step: what it may die of.
    """
    command = [sys.executable, "-c", program]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return False, f"no answer in {PATIENCE} s"
    lines = (done.stderr if done.returncode else done.stdout).strip().splitlines() or ["nothing said"]
    if done.returncode < 0:
        return False, f"dies of {signal.Signals(-done.returncode).name} when {step}"
    return done.returncode == 0, lines[-1][:LONGEST_LINE]


def package(name: str, distribution: str, remedy: str = "") -> Iterator[Finding]:
    """A package without which nothing runs. remedy: for what is not about NumPy."""
    works, found = attempt(f"import {name}; print({name}.__version__)")
    if works:
        yield Finding(name=name, state="ok", found=found)
        return
    remedy = remedy or f"pip install --force-reinstall {distribution}"
    if any(sign in found for sign in OTHER_NUMPY):
        remedy = f"it was built for another NumPy: pip install --upgrade --force-reinstall {distribution}"
    elif "SIGILL" in found:
        remedy = "pip install 'onnxruntime>=1.23': 1.21 and 1.22 abort on some boards"
    yield Finding(name=name, state="missing", found=found, remedy=remedy)


def opencv() -> Iterator[Finding]:
    """OpenCV, its windows and the face detectors, of which one must be there."""
    remedy = "apt install libgl1 libglib2.0-0, or pip install opencv-python-headless in place of opencv-python"
    (found,) = package("cv2", "opencv-python", remedy)
    yield replace(found, name="OpenCV")
    if found.state != "ok":
        return
    import cv2

    from fer_edge.runtime.detection.haar import HAAR_CASCADE
    from fer_edge.runtime.detection.opening import yunet_places
    from fer_edge.runtime.sinks import window

    haar = hasattr(cv2, "CascadeClassifier") and HAAR_CASCADE.is_file()
    place = next((path for path in yunet_places() if path.is_file()), None)
    lack = "warning" if haar or place else "missing"
    remedy = "" if haar else "pip install 'opencv-python<5', or fer-edge models pull yunet"
    yield Finding(name="Haar", state="ok" if haar else lack, found="there" if haar else "not there", remedy=remedy)
    remedy = "" if place else "fer-edge models pull yunet"
    yield Finding(name="YuNet", state="ok" if place else lack, found=str(place or "not there"), remedy=remedy)
    shows = window.available()
    remedy = "" if shows else "for a window: a desktop and opencv-python; else --web 8080 shows the same in a browser"
    yield Finding(
        name="window", state="ok" if shows else "warning", found="yes" if shows else "no display", remedy=remedy
    )


def cameras(devices: Path, names: Path) -> Iterator[Finding]:
    """V4L2 cameras, and whether this user may open them."""
    found = [device for device in sorted(devices.glob("video*")) if _is_camera(names / device.name)]
    if not found:
        remedy = "plug one in; a ribbon-cable camera is --camera csi"
        yield Finding(name="camera", state="warning", found=f"none among {devices}/video*", remedy=remedy)
    for device in found:
        what = f"{device} {_told(names / device.name / 'name')}".strip()
        if os.access(device, os.R_OK | os.W_OK):
            yield Finding(name="camera", state="ok", found=what)
        else:
            remedy = "sudo usermod -aG video $USER, then log in again"
            yield Finding(name="camera", state="warning", found=f"{what}: not for this user", remedy=remedy)


def _is_camera(about: Path) -> bool:
    """Whether a device gives pictures; a webcam's second one gives its settings, and a Pi's codecs none."""
    return _told(about / "index") in ("", "0") and not _told(about / "name").startswith(NO_CAMERAS)


def _told(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def picamera() -> Iterator[Finding]:
    """Picamera2, for ribbon-cable cameras; no loss on a machine that has none."""
    remedy = "sudo apt install python3-picamera2, and a venv made with --system-site-packages"
    if find_spec("picamera2") is None:
        yield Finding(name="Picamera2", state="warning", found="no", remedy=remedy)
        return
    # The system's package meets the NumPy of this environment only here.
    works, said = attempt("import picamera2")
    if any(sign in said for sign in OTHER_NUMPY):
        remedy = (
            f"the system's is built for NumPy 1: pip install {' '.join(map(repr, NUMPY_1))} (later ones want NumPy 2)"
        )
    found = "there" if works else said
    yield Finding(name="Picamera2", state="ok" if works else "warning", found=found, remedy="" if works else remedy)


def services(root: Path) -> Iterator[Finding]:
    """Whether systemd runs here, which `fer-edge service` needs."""
    runs = (root / "run/systemd/system").is_dir()
    remedy = "" if runs else "without it fer-edge service only writes the unit; start `fer-edge run` another way"
    yield Finding(name="systemd", state="ok" if runs else "warning", found="runs" if runs else "no", remedy=remedy)


def model() -> Iterator[Finding]:
    """The model file that run would take, and of those that could stand in for it the ones that cannot."""
    from fer_edge.artifact.store import next_files
    from fer_edge.runtime.engines.selected import find_meant

    try:
        path = find_meant(None).path
    except FerEdgeError as error:
        yield Finding(name="model", state="missing", found=str(error), remedy="pip install --force-reinstall fer-edge")
        return
    others = [file for file in next_files(path) if file.suffix == ".onnx" or find_spec("ai_edge_litert")]
    opened = {file: attempt(OPENING.format(str(file)), "opened") for file in (path, *others)}
    works, said = opened.pop(path)
    right = next((file for file, (other_works, _) in opened.items() if other_works), None)
    yield Finding(name="model", state="ok", found=str(path)) if works else _refused(path, said, right)
    for file, (other_works, said) in opened.items():
        if not other_works:
            yield replace(_refused(file, said, None), name=file.name, state="warning")


OPENING = """
from pathlib import Path
from fer_edge.runtime.engines.opening import open_engine
open_engine(Path({!r}))
"""


def _refused(path: Path, said: str, other: Path | None) -> Finding:
    """A model file that did not open, for what its process said last. other: one of its folder that did."""
    package = "onnxruntime" if path.suffix == ".onnx" else "ai-edge-litert"
    state, remedy = "missing", "see the packages above"
    if "ProbeError" in said and other:
        state, remedy = "warning", f"run takes {other.name} in its place"
    elif said.startswith("dies of"):
        said = f"{path} {said}"
        remedy = f"pip install --upgrade --force-reinstall {package}" + (f", or --model {other}" if other else "")
    elif "ModelError" in said or "ProbeError" in said:
        remedy = "export it again, or name another with --model"
    return Finding(name="model", state=state, found=said.removeprefix("fer_edge.errors."), remedy=remedy)


def health(board: dict[str, Any]) -> Iterator[Finding]:
    """Heat, voltage, governor, memory and disk of a board as `read_board` tells it."""
    hottest = max((board["temperatures"] or {}).values(), default=None)
    if hottest is not None:
        remedy = "give it air or a heat sink" if hottest >= HOT else ""
        yield Finding(
            name="heat", state="warning" if remedy else "ok", found=f"{hottest:.0f} degrees Celsius", remedy=remedy
        )
    if board["throttled"]:
        told = throttling(board["throttled"])
        remedy = "a power supply of 3 A (5 A for a Pi 5), a short cable, a heat sink" if told else ""
        yield Finding(name="power", state="warning" if told else "ok", found=", ".join(told) or "good", remedy=remedy)
    if board["governor"]:
        remedy = "" if board["governor"] == "performance" else "for a benchmark: cpufreq-set -g performance"
        yield Finding(name="governor", state="ok", found=board["governor"], remedy=remedy)
    free = board["memory_available"]
    if free is not None:
        remedy = "close something: a run takes about 150 MB" if free < LEAST_MEMORY else ""
        yield Finding(
            name="memory", state="warning" if remedy else "ok", found=f"{free / 1e6:.0f} MB free", remedy=remedy
        )
    disk = shutil.disk_usage(Path.cwd()).free
    remedy = "make room before --save or --jsonl" if disk < LEAST_MEMORY else ""
    yield Finding(name="disk", state="warning" if remedy else "ok", found=f"{disk / 1e9:.1f} GB free", remedy=remedy)


def extras() -> Iterator[Finding]:
    """Optional parts of fer-edge, and LiteRT for TFLite files."""
    for extra, module in EXTRAS.items():
        there = find_spec(module) is not None
        remedy = "" if there else f"pip install 'fer-edge[{extra}]'"
        yield Finding(name=f"extra {extra}", state="ok", found="installed" if there else "not installed", remedy=remedy)
    try:
        yield Finding(name="LiteRT", state="ok", found=version("ai-edge-litert"))
    except PackageNotFoundError:
        yield Finding(
            name="LiteRT", state="ok", found="not installed", remedy="for .tflite files: pip install ai-edge-litert"
        )
