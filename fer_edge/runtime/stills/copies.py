"""An annotated copy of each picture, in a folder."""

from pathlib import Path

import cv2

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.runtime.types import Face, Frame, Report
from fer_edge.system.files import atomic_write, free_path, make_folder

KEPT = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}
"""Suffixes of which a copy is of the same kind; that of another is a PNG, whose name is the picture's and .png."""


class PictureCopies:
    """Write into `folder`, which is made. labels: names of the probabilities.

    A file that is there is kept: the copy gets a free name beside it. report: told of the first one.
    Raises UsageError where `folder` is a file, or is that of the pictures, `source`.
    """

    name = "copies"

    def __init__(self, folder: Path, source: Path, labels: tuple[str, ...], report: Report = lambda text: None) -> None:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"--save {folder} is a file: of still pictures name a folder for the annotated copies")
        if folder.suffix.lower() in (".mp4", ".avi", ".mkv"):
            raise UsageError(f"--save {folder}: still pictures make no video; name a folder for the annotated copies")
        self._folder, self._labels, self._report, self._told = make_folder(folder), labels, report, False
        if folder.samefile(source if source.is_dir() else source.parent):
            raise UsageError(f"--save {folder} is the folder of the pictures: name another one for the copies")

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Write a picture's copy, whole or not at all. Raises FerEdgeError when it cannot be written."""
        name = Path(str(frame.file))
        kept = name.suffix.lower() in KEPT
        target = self._free(self._folder / (name.name if kept else f"{name.name}.png"))
        done, content = cv2.imencode(name.suffix if kept else ".png", annotate(frame.image, faces, self._labels, 0.0))
        if not done:
            raise FerEdgeError(f"cannot write {target}: OpenCV cannot make an image of it")
        with atomic_write(target) as part:
            part.write_bytes(content.tobytes())

    def _free(self, path: Path) -> Path:
        free = free_path(path)
        if free != path and not self._told:
            self._told = True
            self._report(f"{path} is there already, and is kept: its copy will be {free}, and so on")
        return free

    def close(self) -> None:
        """Nothing is held."""
