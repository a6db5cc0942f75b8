"""A map from the names that a data set has for its classes to labels: a known one, or a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from fer_edge.data.classes.known import NUMBERS, WORDS
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.untrusted import read_file, typed

FOLDERS = "folders"
"""In place of a map: the folders' own names are the labels."""

DROPPED = ""
"""The label of what is left out."""

MOST_BYTES, LONGEST_LABEL = 100_000, 60


@dataclass(frozen=True, kw_only=True)
class ClassMap:
    """What each name means. name: of the map. labels: by names in lower case. closed: other names mean nothing."""

    name: str
    labels: dict[str, str]
    closed: bool = False

    def label(self, name: str) -> str | None:
        """The label that a folder's name or a number stands for; DROPPED, or None when nobody says."""
        key = name.strip().casefold()
        if key in self.labels:
            return self.labels[key]
        word = WORDS.get(key)
        if self.closed:
            return word if word in self.labels.values() else None
        return word or name


def read_class_map(named: str) -> ClassMap | None:
    """The map that --classes names, or None for FOLDERS.

    Raises MissingError when a file is not there, UsageError when it is none of them or holds something else.
    """
    if named == FOLDERS:
        return None
    if named.casefold() in NUMBERS:
        return ClassMap(name=named.casefold(), labels=NUMBERS[named.casefold()], closed=True)
    if not named.endswith(".toml"):
        raise UsageError(f"--classes: there is no {named}; expected {', '.join(NUMBERS)}, {FOLDERS} or a .toml file")
    return ClassMap(name=Path(named).name, labels=_read(Path(named)))


def describe_classes(named: str | None) -> str | dict[str, str] | None:
    """What a record of a model keeps of --classes: a known map's name, or what a file says, which may be gone by then.

    Raises MissingError or UsageError as `read_class_map` does.
    """
    if named is None or not named.endswith(".toml"):
        return named
    return _read(Path(named))


def _read(path: Path) -> dict[str, str]:
    try:
        content = tomllib.loads(read_file(path, MOST_BYTES).decode("utf-8"))
        labels: dict[str, str] = typed(dict[str, str], content, "")
    except OSError as error:
        raise MissingError(f"cannot read --classes {path}: {error.strerror}; name another file") from error
    except (ValueError, RecursionError) as error:
        hint = 'expected lines as "1" = "surprise"'
        raise UsageError(f"--classes {path} is no map of classes: {error}; {hint}") from error
    wrong = [label for label in labels.values() if not label.isprintable() or len(label) > LONGEST_LABEL]
    if wrong:
        raise UsageError(f"--classes {path}: {wrong[0][:40]!r} is no label: expected a line of up to {LONGEST_LABEL}")
    return {name.strip().casefold(): label.strip() for name, label in labels.items()}
