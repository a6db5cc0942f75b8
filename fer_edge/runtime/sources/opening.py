"""Which source is meant: a camera, a stream, a recording or standard input."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.runtime.seams import FrameSource, Report


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """Exactly one of camera and source is given.

    camera: an index ("0"), a device ("/dev/video2"), or "csi" for a Raspberry Pi's ribbon-cable camera.
    source: a video, an image or a folder of images; an rtsp:// or http:// address; "-" for raw BGR frames on stdin.
    size: (width, height) in pixels to ask a camera for, and that of raw frames; None: the camera's own.
    fps: frames per second to ask a camera for, and those of raw frames; 0: the camera's own.
    """

    camera: str | None = None
    source: str | None = None
    size: tuple[int, int] | None = None
    fps: float = 0.0


def open_source(asked: SourceSettings, report: Report) -> FrameSource:
    """Open what is asked for. report: is told when a live source is lost and when it is back.

    Raises MissingError when it is not there, UsageError when it cannot be meant.
    """
    if asked.source is not None:
        from fer_edge.runtime.sources.files import open_files

        return open_files(Path(asked.source))
    from fer_edge.runtime.sources.camera import Camera

    return Camera(int(asked.camera or 0))
