"""What lies in files: a video, a folder of images, one image. Every frame is given, none is dropped."""

from pathlib import Path

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.video import Video
from fer_edge.runtime.stills.source import Pictures, names_pictures, open_pictures
from fer_edge.runtime.types import Report


def open_files(path: Path, report: Report = lambda line: None) -> Video | Pictures:
    """A video, an image, or all images of a folder. report: is told what of them could not be read.

    Raises MissingError when nothing is there.
    """
    if not path.is_dir() and not path.is_file():
        name = str(path)
        is_camera = name.isdecimal() or name.startswith("/dev/") or name == "csi"
        hint = f"; a camera is --camera {name}" if is_camera else ""
        raise MissingError(f"nothing at {path}: expected a video, an image or a folder of images{hint}")
    return open_pictures(path, report) if names_pictures(path) else Video(path, report)
