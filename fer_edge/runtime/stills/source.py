"""Still pictures as a source: one image file, or those of a folder in natural order."""

import os
from collections.abc import Iterator
from pathlib import Path

from fer_edge.data.pictures import SUFFIXES, natural, read_picture, tell_few
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.types import Frame, Report, SourceCounts


class Pictures:
    """Image files in the order given; those that cannot be read are counted as failed, and told at the end.

    Frames are a second apart for what shows them one after another; nothing else follows from it.
    """

    live, fps = False, 1.0

    def __init__(self, paths: list[Path], name: str, report: Report = lambda line: None) -> None:
        self.name, self.counts = name, SourceCounts()
        self._paths, self._report = paths, report

    def __iter__(self) -> Iterator[Frame]:
        index, reasons = 0, []
        for path in self._paths:
            image = read_picture(path)
            if isinstance(image, str):
                self.counts.failed += 1
                reasons.append(f"{path.name} {image}")
                continue
            yield Frame(index=index, time=float(index), image=image, file=path.name)
            index += 1
        if not index:
            raise FerEdgeError(f"{self.name}: no image that OpenCV can read ({tell_few(reasons)}); try another file")
        if reasons:
            self._report(f"{len(reasons)} of {len(self._paths)} pictures were not read: {tell_few(reasons)}")

    def close(self) -> None:
        """Nothing is held."""


def names_pictures(path: Path) -> bool:
    """Whether a path means still pictures: a folder, or a file with the suffix of an image."""
    return path.is_dir() or path.suffix.lower() in SUFFIXES


def open_pictures(path: Path, report: Report = lambda line: None) -> Pictures:
    """An image, or all images of a folder; what else lies in the folder is told. Raises MissingError without any."""
    if not path.is_dir():
        return Pictures([path], str(path), report)
    try:
        there = sorted(path.iterdir(), key=lambda file: natural(file.name))
    except OSError as error:
        raise MissingError(f"cannot look into {path}: {error.strerror}; name another folder") from error
    images = [file for file in there if file.suffix.lower() in SUFFIXES and not file.is_dir()]
    others = [_named(file) for file in there if file not in set(images) and not file.name.startswith(".")]
    if not images:
        found = f"; it has {tell_few(others)}" if others else ""
        raise MissingError(f"no images in {path}: expected files that end in {', '.join(sorted(SUFFIXES))}{found}")
    if others:
        report(f"{path}: {len(others)} left out that are no pictures: {tell_few(others)}")
    return Pictures(images, str(path), report)


def _named(path: Path) -> str:
    return f"{path.name}{os.sep}" if path.is_dir() else path.name
