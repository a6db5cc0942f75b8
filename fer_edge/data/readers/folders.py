"""The folder layouts: one sub-folder per class, in each split or without splits, one image a face."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fer_edge.data.classes.choosing import Classes, choose_classes, listed_labels
from fer_edge.data.classes.known import own_words
from fer_edge.data.classes.written import FILE, read_classes
from fer_edge.data.faces import FaceStream, Item
from fer_edge.data.labels import SIDE
from fer_edge.data.pictures import SUFFIXES, natural, tell_few
from fer_edge.data.readers.holdout import hold_out
from fer_edge.data.readers.sizes import FaceReader, own_side
from fer_edge.data.settings import HELD_OUT, ReadingSettings
from fer_edge.errors import DataError, MissingError, UsageError

FOLDER_NAMES = {
    "train": ("train", "train_class"),
    "validation": ("validation", "val", "valid", "val_class", "valid_class"),
    "test": ("test", "test_class"),
}
"""In any case; those with `_class` are how AffectNet is often passed on."""

CALLED = {name: split for split, names in FOLDER_NAMES.items() for name in names}
"""Each split by the names that it goes by."""

BESIDE = ("metadata.csv", "metadata.jsonl", FILE)
"""Files that may lie beside the class folders and are not told as left out."""

LONGEST_ROW = 9
"""Digits."""

Files = list[tuple[Path, int]]
"""Files and their classes."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the splits of a data set lie. folders: by split."""

    root: Path
    folders: dict[str, Path]

    @property
    def divided(self) -> bool:
        """Whether there are folders of splits, rather than of classes alone."""
        return any(folder != self.root and folder.name != "images" for folder in self.folders.values())

    def source(self, split: str) -> Path:
        """The folder that has the faces of a split. Raises MissingError when there is none."""
        folder = self.folders.get(split) or (self.folders.get("train") if split == "validation" else None)
        if folder is None:
            wanted = f"expected a folder {split}/ (or images/{split}/) or fer2013.csv"
            raise MissingError(f"no {split} split in {self.root}: {wanted}; {_tell_folders(self.root)}")
        return folder

    def share(self, asked: float | None) -> float:
        """The share of train/ that is held out. Raises UsageError when one is asked for and there is a folder."""
        if "validation" not in self.folders:
            return (asked or HELD_OUT) if "train" in self.folders else 0.0
        if asked is not None:
            raise UsageError(f"--holdout: {self.folders['validation']} is there to validate on; leave --holdout out")
        return 0.0


def find_layout(root: Path) -> Layout:
    """The splits in `root` or in images/ below it; class folders without splits are all of train.

    Raises MissingError when there is no folder.
    """
    if not root.is_dir():
        raise MissingError(f"no data set at {root}: expected a folder or fer2013.csv; name another place")
    nested = _folders(root).get("images")
    bases = [*([nested] if nested else []), root]
    inside = [_folders(base) for base in bases]
    folders = {
        split: folder
        for split, names in FOLDER_NAMES.items()
        if (folder := next((each[name] for each in inside for name in names if name in each), None))
    }
    if not folders:
        flat = next((base for base in bases if _has_classes(base)), None)
        folders = {"train": flat} if flat else {}
    return Layout(root=root, folders=folders)


def open_folders(
    root: Path, split: str, reading: ReadingSettings, only: Callable[[str], bool] | None = None
) -> FaceStream:
    """One split of the folders in `root`.

    Raises MissingError when it is not there, DataError when a class has no usable face or nobody says what the classes
    are, UsageError when the settings do not fit.
    """
    layout = find_layout(root)
    folder, share = layout.source(split), layout.share(reading.holdout)
    first = layout.folders.get("train", folder)
    classes = folder_classes(root, first, reading.classes)
    images, others = _list_files(folder, classes)
    reader = face_reader(
        reading, classes, lambda: _paths(images if folder == first else _list_files(first, classes)[0])
    )
    left_out, held = _left_out(folder, classes, others), ""
    if share and folder == first:
        names = [(path.name, index) for path, index in images]
        places, held, _ = hold_out(names, split, share, str(root), "folder")
        images = [images[place] for place in places]
        left_out = left_out if split == "train" else iter(())
    return FaceStream(
        items=_read(images, left_out, reader, only),
        classes=classes.labels,
        where=f"{root} ({split})",
        count=lambda: len(images),
        told=(classes.told, held),
        later=(reader.told,),
        sizes=lambda: dict(reader.sizes),
        holdout=share,
        words=own_words((name, classes.label_of(name)) for name in _class_names(first)),
    )


def folder_classes(root: Path, folder: Path, named: str | None) -> Classes:
    """The classes whose folders lie in `folder`, of a data set at `root`; named: what --classes says."""
    names = _class_names(folder)
    written = read_classes(root, names) if named is None else []
    if written:
        return listed_labels(written, str(root / FILE), f"as {FILE} says")
    return choose_classes(names, named, str(folder))


def _paths(images: Files) -> list[Path]:
    return [path for path, _ in images]


def face_reader(reading: ReadingSettings, classes: Classes, paths: Callable[[], list[Path]]) -> FaceReader:
    """What brings pictures to one size: that asked for, of FER2013, or their own. paths: of some of them."""
    colour = bool(reading.colour)
    if reading.side is not None:
        return FaceReader(reading.side, colour=colour)
    if classes.usual:
        return FaceReader(SIDE, colour=colour, exact=True)
    return FaceReader(own_side(paths()), colour=colour)


def _read(
    images: Files, left_out: Iterator[Item], reader: FaceReader, only: Callable[[str], bool] | None
) -> Iterator[Item]:
    for path, index in images:
        name = str(path)
        if only is None or only(name):
            yield Item(name, row_of(path.stem), index, reader.read(path))
    yield from (item for item in left_out if only is None or only(item.name))


def _list_files(folder: Path, classes: Classes) -> tuple[Files, Files]:
    """The images in the class folders, and what is none.

    The images are in the order of their numbers, whatever their class: the order of the rows of fer2013.csv. Raises
    DataError when a class has no folder.
    """
    images: Files = []
    others: Files = []
    for inside, index in _class_folders(folder, classes):
        for path in inside.iterdir():
            (images if path.suffix.lower() in SUFFIXES else others).append((path, index))
    images.sort(key=lambda item: (len(stem := item[0].stem), stem, item[1]))
    return images, sorted(others, key=lambda item: natural(str(item[0])))


def _left_out(folder: Path, classes: Classes, others: Files) -> Iterator[Item]:
    """What is no image, and what lies in no class, with the reason why it is left out."""
    for path, index in others:
        yield Item(str(path), -1, index, _why_no_image(path))
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if (
            path.name.startswith(".")
            or path.name in BESIDE
            or (path.is_dir() and classes.label_of(path.name) is not None)
        ):
            continue
        reason = "is in no class folder" if path.is_file() else "is the folder of no expression"
        yield Item(str(path), -1, 0, reason)


def _class_folders(folder: Path, classes: Classes) -> list[tuple[Path, int]]:
    """The folders of each class. Raises DataError when one has none."""
    found = [
        (path, index)
        for path in sorted(folder.iterdir(), key=lambda path: natural(path.name))
        if path.is_dir() and (index := classes.index(path.name)) is not None
    ]
    missing = [label for index, label in enumerate(classes.labels) if index not in {each for _, each in found}]
    if missing:
        wanted = f"expected one of each: {', '.join(classes.labels)}"
        raise DataError(f"no class folder for {', '.join(missing)} in {folder}: {wanted}; {_tell_folders(folder)}")
    return found


def _class_names(folder: Path) -> list[str]:
    """The names of the folders in `folder` that may be classes."""
    return [path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))]


def _folders(root: Path) -> dict[str, Path]:
    """The folders in `root` by their names in lower case; one whose name is that goes before another."""
    found = sorted((path for path in root.iterdir() if path.is_dir()), key=lambda path: path.name == path.name.lower())
    return {path.name.lower(): path for path in found}


def _has_classes(folder: Path) -> bool:
    """Whether at least two folders in it have images."""
    having = (name for name in _class_names(folder) if _has_image(folder / name))
    return len([name for name, _ in zip(having, range(2), strict=False)]) == 2


def _has_image(folder: Path) -> bool:
    try:
        return any(path.suffix.lower() in SUFFIXES for path in folder.iterdir())
    except OSError:  # A folder that may not be looked into is no class.
        return False


def _tell_folders(root: Path) -> str:
    """Which folders there are, as a phrase."""
    root = _folders(root).get("images", root)
    found = sorted((path.name for path in root.iterdir() if path.is_dir()), key=natural)
    return f"there are {tell_few(found, 10)}" if found else "there is no folder"


def _why_no_image(path: Path) -> str:
    if path.is_dir():
        return "is a folder, whose files are not read"
    return f"is no image ({path.suffix or 'no suffix'})"


def row_of(stem: str) -> int:
    """The row that a file's name tells, or -1: a longer number is no row, and would not fit 64 bits."""
    return int(stem) if stem.isdecimal() and len(stem) <= LONGEST_ROW else -1
