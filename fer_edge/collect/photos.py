"""From photos in folders to face pictures in the same folders."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fer_edge.collect.cutting import FaceCutter
from fer_edge.collect.files import write_face
from fer_edge.data.classes.written import read_classes, write_classes
from fer_edge.data.pictures import SUFFIXES, natural, read_picture
from fer_edge.data.readers.folders import find_layout
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.writing.leftovers import sweep

NO_FACE, SEVERAL, NO_PICTURE = "no face was found", "several faces", "is no picture"

HEIC = "is HEIC, which OpenCV does not read: export it as JPEG"
"""What iPhones store."""


@dataclass(kw_only=True)
class Cropped:
    """What became of the photos. faces: by folder. left_out: of a photo, by its path below the folder, the reason.

    several: photos with more than one face. enlarged: faces with fewer pixels than were asked for. already: photos
    whose face was there. labels: those of the folders, none where the photos have no classes.
    """

    pictures: int = 0
    faces: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)
    several: int = 0
    enlarged: int = 0
    already: int = 0
    labels: tuple[str, ...] = ()


def crop_photos(photos: Path, out: Path, cutter: FaceCutter, begin: Callable[[int], Callable[[int], None]]) -> Cropped:
    """Cut the faces out of every picture below `photos` into PNG files below `out`; nothing is overwritten.

    begin: told how many pictures there are, gives what is told how many are done. Raises MissingError without any,
    UsageError when one folder lies in the other, FerEdgeError when a face cannot be written.
    """
    check_apart(photos, out)
    check_alike(photos, out)
    found = Cropped()
    paths = _list_pictures(photos, found)
    targets = _targets(paths, photos, out)
    done = begin(len(paths))
    try:
        for folder in {target.parent for target in targets}:
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
        for number, (path, target) in enumerate(zip(paths, targets, strict=True), 1):
            _crop(path, target, str(path.relative_to(photos)), cutter, found)
            done(number)
        found.labels = tuple(_labels(photos))
        if found.labels:
            write_classes(out, found.labels)
    except OSError as error:
        raise FerEdgeError(f"cannot write to {out}: {error.strerror or error}") from error
    return found


def check_apart(photos: Path, out: Path) -> None:
    """Raises UsageError when one folder lies in the other, so that faces would be taken for photos."""
    here, there = photos.resolve(), out.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise UsageError(f"--out {out}: it lies in {photos}, or that in it: name a folder beside it")


def check_alike(photos: Path, out: Path) -> None:
    """Raises UsageError when only one of the folders has splits: what lies beside splits is not read."""
    if not (photos.is_dir() and out.is_dir()):
        return
    there, here = find_layout(out), find_layout(photos)
    if there.divided and not here.divided:
        raise UsageError(f"--out {out} has splits, {photos} has none: its faces would not be read; name a new folder")
    if here.divided and there.folders and not there.divided:
        raise UsageError(f"--out {out} has no splits, {photos} has: those there would not be read; name a new folder")


def _list_pictures(photos: Path, found: Cropped) -> list[Path]:
    if not photos.is_dir():
        raise MissingError(f"no folder of photos at {photos}: name one")
    paths = []
    for path in _walk(photos):
        if path.suffix.lower() in SUFFIXES:
            paths.append(path)
        else:
            heic = path.suffix.lower() in (".heic", ".heif")
            found.left_out[str(path.relative_to(photos))] = HEIC if heic else NO_PICTURE
    if not paths:
        raise MissingError(f"no pictures in {photos}: expected files that end in {', '.join(sorted(SUFFIXES))}")
    return paths


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below a folder in natural order; nothing that is hidden, and no link to a folder."""
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path)
        elif path.name != "classes.txt":
            yield path


def _targets(paths: list[Path], photos: Path, out: Path) -> list[Path]:
    """Where the face of each goes; of two that differ in their suffix alone each keeps it in its name."""
    stems = Counter((path.parent, path.stem.casefold()) for path in paths)
    alone = {path: stems[path.parent, path.stem.casefold()] == 1 for path in paths}
    return [
        out / path.parent.relative_to(photos) / f"{path.stem if alone[path] else path.name.replace('.', '-')}.png"
        for path in paths
    ]


def _crop(path: Path, target: Path, name: str, cutter: FaceCutter, found: Cropped) -> None:
    found.pictures += 1
    if os.path.lexists(target):
        found.already += 1
        return
    image = read_picture(path)
    if isinstance(image, str):
        found.left_out[name] = image
        return
    boxes = cutter.find(image)
    found.several += len(boxes) > 1
    chosen = cutter.chosen(boxes)
    if not len(chosen):
        found.left_out[name] = SEVERAL if len(boxes) else NO_FACE
        return
    found.enlarged += sum(cutter.enlarged(box) for box in chosen)
    _write(cutter.cut(image, chosen), target)
    found.faces[os.path.dirname(name)] += len(chosen)


def _write(faces: list[np.ndarray], target: Path) -> None:
    """The largest last: who is interrupted before it begins with this photo anew."""
    for number, face in reversed(list(enumerate(faces, 1))):
        write_face(face, target if number == 1 else target.with_name(f"{target.stem}-face{number}.png"))


def _labels(photos: Path) -> list[str]:
    """The labels of the photos' folders; none where there are no classes, or numbers that a map has to explain."""
    folders = find_layout(photos).folders
    first = folders.get("train") or next(iter(folders.values()), None)
    if first is None:
        return []
    names = [path.name for path in first.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))]
    if written := read_classes(photos, names):
        return written
    return [] if len(names) < 2 or all(name.isdecimal() for name in names) else sorted(names, key=natural)
