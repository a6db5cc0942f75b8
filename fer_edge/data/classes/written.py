"""The file beside pictures that says which labels they have: classes.txt, a label a line, as labelling tools write."""

import re
from pathlib import Path

from fer_edge.data.classes.class_map import LONGEST_LABEL
from fer_edge.errors import DataError, UsageError
from fer_edge.system.files import atomic_write
from fer_edge.system.untrusted import read_file

FILE = "classes.txt"

MOST_BYTES = 100_000

FOLDER = re.compile(r"(?!__)\w(?:[\w .+&'-]*[\w+&'-])?")
"""A label that every system takes as a folder's name, and no reader overlooks."""


def check_folder_names(labels: tuple[str, ...], option: str) -> None:
    """Raises UsageError when a label is no folder's name, or two are the same one on some systems."""
    for label in labels:
        if not FOLDER.fullmatch(label) or len(label) > LONGEST_LABEL:
            raise UsageError(
                f"{option}: {label[:LONGEST_LABEL]!r} cannot be a folder: expected letters, digits, blanks"
            )
    if len({label.casefold() for label in labels}) < len(labels):
        raise UsageError(f"{option}: a label is there twice in {', '.join(labels)}")


def write_classes(root: Path, labels: tuple[str, ...]) -> None:
    """Write which labels the pictures below `root` have. Raises FerEdgeError when it cannot."""
    with atomic_write(root / FILE) as part:
        part.write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")


def listed_classes(root: Path) -> list[str]:
    """The labels that the file in `root` lists, each once; none without one. Raises DataError when it is no list."""
    try:
        lines = read_file(root / FILE, MOST_BYTES).decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise DataError(f"{root / FILE} is no list of labels, one a line: {error}; --classes does without") from error
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def read_classes(root: Path, names: list[str]) -> list[str]:
    """As `listed_classes`; none where not one of the folders `names` is listed, so that it is of something else."""
    labels = listed_classes(root)
    return labels if set(labels) & set(names) else []
