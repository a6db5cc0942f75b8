"""What a run can be asked for; the standard library alone, so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.address import parse_address
from fer_edge.system.settings import Checked, setting

SOURCE, ANSWER, OUTPUT = "What is watched", "How it is read", "Where the answers go"

LARGEST_SIDE = 16_384
"""Pixels; no camera has more, and one raw frame of it takes 800 MB."""

SEARCH_WIDTH = 320
"""Pixels; measured, as much is found as in a full frame, at a third (Haar) or a fifth (YuNet) of the time."""

REREAD = ("paced", "always")

DETECTORS = ("auto", "yunet", "haar")

LONGEST_NOTICE = 300
"""Characters: a name, an address and a number."""


class FrameSize(NamedTuple):
    """In pixels."""

    width: int
    height: int


def parse_size(text: str) -> FrameSize:
    """Read "640x480". Raises UsageError when it is none."""
    width, cross, height = text.lower().partition("x")
    sides = [side for side in (width, height) if side.isascii() and side.isdecimal() and len(side) <= 5]
    if not cross or len(sides) < 2 or not all(1 <= int(side) <= LARGEST_SIDE for side in sides):
        raise UsageError(f"--size {text}: expected WIDTHxHEIGHT in pixels up to {LARGEST_SIDE}, such as 640x480")
    return FrameSize(int(width), int(height))


@dataclass(frozen=True, kw_only=True)
class SourceSettings(Checked):
    """What is watched: a camera (the first one, where nothing is named) or a source."""

    camera: str | None = setting(None, "Index, device, or csi; 0 without --source.", suggest="camera", group=SOURCE)
    source: str | None = setting(None, 'Video, image, folder, rtsp://, http://, "-": raw frames.', group=SOURCE)
    size: FrameSize | None = setting(
        None, "Of the camera's or the raw frames.", unit="WIDTHxHEIGHT", parse=parse_size, group=SOURCE
    )
    fps: float = setting(
        0.0,
        "Of a live source at the most, of raw frames, of an address of one picture (else 1); 0: all.",
        minimum=0,
        maximum=1000,
        unit="frames/s",
        group=SOURCE,
    )
    whole: bool = setting(
        False, "Each still picture is a face already: it is read whole, none is searched for.", flag=True, group=SOURCE
    )
    still: bool = setting(False, "The picture may rightly stand still, as a test pattern's.", flag=True, group=SOURCE)


@dataclass(frozen=True, kw_only=True)
class ModelSettings(Checked):
    """Which model answers."""

    model: str | None = setting(
        None, "A model's name, folder or file; the last one trained.", suggest="model", group=ANSWER
    )


@dataclass(frozen=True, kw_only=True)
class EngineSettings(Checked):
    """How its file is run."""

    threads: int = setting(
        1,
        "For one inference; where none are given, `run` takes those of `bench --select`.",
        minimum=1,
        maximum=1024,
        unit="threads",
        group=ANSWER,
    )


@dataclass(frozen=True, kw_only=True)
class DetectorSettings(Checked):
    """Which detector finds the faces."""

    detector: str = setting(
        "auto", "auto (YuNet when its file is there), yunet or haar.", choices=DETECTORS, group=ANSWER
    )
    yunet: Path | None = setting(None, "YuNet's ONNX file.", group=ANSWER)
    search_width: int = setting(
        SEARCH_WIDTH,
        "Of the picture that is searched, in which a face needs 10 pixels (Haar: 24); stills: at full size.",
        minimum=SEARCH_WIDTH,
        maximum=4096,
        unit="pixels",
        group=ANSWER,
    )


@dataclass(frozen=True, kw_only=True)
class PipelineSettings(Checked):
    """How faces are read. Without smoothing nothing is mirrored, and every frame is read.

    fps: frames per second that have to be kept up with, 0 for as many as come; as of the source.
    """

    smoothing: float = setting(
        0.3, "Time over which answers are averaged; 0: not.", minimum=0, maximum=3600, unit="seconds", group=ANSWER
    )
    mirror: bool = setting(True, "Read every second frame mirrored: smoothing averages both.", group=ANSWER)
    reread: str = setting(
        "paced",
        "A face is read 20 times a second at the most and keeps its answer meanwhile (paced), or in every frame.",
        choices=REREAD,
        group=ANSWER,
    )
    level: bool = setting(True, "Cut turned faces out level, and follow them; YuNet alone sees eyes.", group=ANSWER)
    fps: float = 0.0


@dataclass(frozen=True, kw_only=True)
class LoopSettings(Checked):
    """When the loop ends and which frames it takes.

    fps: frames per second at the most of a live source, 0 for all that come; as of the source.
    """

    max_frames: int = setting(0, "Stop after so many; 0: never.", minimum=0, unit="frames", group=SOURCE)
    fps: float = 0.0


@dataclass(frozen=True, kw_only=True)
class JournalSettings(Checked):
    """What is kept of a run for `fer-edge explain`."""

    journal: str | None = setting(
        None,
        "Sums for `fer-edge explain`, no pictures: a folder, or off; of files and pictures only where it is named.",
        unit="FOLDER or off",
        default_text="the user's state folder",
        group=OUTPUT,
    )


@dataclass(frozen=True, kw_only=True)
class OutputSettings(Checked):
    """Where the answers go. Nothing that shows a picture is on by default but the window."""

    headless: bool = setting(False, "No window.", flag=True, group=OUTPUT)
    jsonl: str | None = setting(None, 'One JSON object per frame to this file, "-" for stdout.', group=OUTPUT)
    jsonl_megabytes: float = setting(
        0.0, "Begin a new file at this size; 0: never.", minimum=0, maximum=1e6, unit="MB", group=OUTPUT
    )
    table: Path | None = setting(
        None, "CSV: seconds per person, minute and expression; of still pictures, a row a face.", group=OUTPUT
    )
    save: Path | None = setting(
        None, "The annotated video: .mp4, .avi or .mkv; of still pictures, a folder of copies.", group=OUTPUT
    )
    mqtt: str | None = setting(
        None, "Such as mqtts://pi@host:8883/topic; FER_EDGE_MQTT_PASSWORD, also with _FILE.", group=OUTPUT
    )
    metrics: str | None = setting(None, "For Prometheus, or JSON at /json.", unit="[HOST:]PORT", group=OUTPUT)
    web: str | None = setting(None, "A live page.", unit="[HOST:]PORT", group=OUTPUT)
    token: str | None = setting(
        None,
        "What viewers from elsewhere must know; made where none is given.",
        environment="FER_EDGE_TOKEN",
        group=OUTPUT,
    )

    notice: str | None = setting(
        None, "Who is responsible and whom to ask; for the live page, MQTT and the sheet of `notice`.", group=OUTPUT
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.notice is not None:
            check_notice(self.notice)
        # Looked at before a camera is opened, or a service installed that would only stumble over it.
        for option, address in (("--metrics", self.metrics), ("--web", self.web)):
            if address is not None:
                parse_address(address, option)


def check_notice(text: str) -> None:
    """Raises UsageError for what does not fit on a line of a page."""
    if not text.strip() or len(text) > LONGEST_NOTICE or not text.isprintable():
        raise UsageError(
            f"--notice: expected one line of up to {LONGEST_NOTICE} characters that says whom to ask, got {len(text)}"
        )
