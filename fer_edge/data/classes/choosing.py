"""Which labels a data set has: those of its map, the default ones by any usual name, or its folders' own."""

from collections.abc import Callable
from dataclasses import dataclass

from fer_edge.data.classes.class_map import FOLDERS, LONGEST_LABEL, ClassMap, read_class_map
from fer_edge.data.classes.known import SAID, WORDS, alike
from fer_edge.data.labels import LABELS
from fer_edge.data.pictures import natural, tell_few
from fer_edge.errors import DataError

MOST_LABELS = 1000
"""More folders than these are people or films, no classes of a face."""


@dataclass(frozen=True, kw_only=True)
class Classes:
    """The labels of a data set, in the order of a model's probabilities.

    label_of: from a folder's name or a number to a label, to DROPPED, or to None where it means nothing. told: which
    labels were taken, as a line; empty where they are the default ones, by names that need no map.
    """

    labels: tuple[str, ...]
    label_of: Callable[[str], str | None]
    told: str = ""

    @property
    def usual(self) -> bool:
        """Whether these are the default labels without a map's help."""
        return not self.told

    def index(self, name: str) -> int | None:
        """Which class a folder's name or a number stands for, None if none."""
        label = self.label_of(name)
        return self.labels.index(label) if label in self.labels else None


def choose_classes(names: list[str], named: str | None, where: str) -> Classes:
    """The classes of a data set whose folders are called `names`.

    named: what --classes says. where: the folder, for messages. Raises DataError when the names leave open what they
    mean, with the option that says it; MissingError or UsageError when there is no such map.
    """
    if named is not None:
        chosen = read_class_map(named)
        return _mapped(names, chosen, where) if chosen else _own(names, where)
    words = {_usual(name) for name in names} - {None}
    if words >= set(LABELS):
        return Classes(labels=LABELS, label_of=_usual)
    known = alike(names)
    if words or known or len(names) < 2:
        raise DataError(_unclear(names, where, known))
    return _own(names, where)


def listed_classes(names: list[str], named: str | None, where: str) -> Classes:
    """The classes of a list or an archive, which names the label of each face: the names themselves, as a rule.

    names: each once. Raises DataError when they are numbers of a known data set, with the option that maps them.
    """
    words = {_usual(name) for name in names}
    if named is not None or words == set(LABELS) or (names and all(name.strip().isdecimal() for name in names)):
        return choose_classes(names, named, where)
    return _own(names, where, "as they are written")


def listed_labels(names: list[str], where: str, what: str) -> Classes:
    """The labels that a file beside the data lists: the default ones by any usual name, else as they are written.

    what: is said of them. Raises DataError when they are none to learn.
    """
    if len(names) == len(LABELS) and {_usual(name) for name in names} == set(LABELS):
        return Classes(labels=LABELS, label_of=_usual, told=f"{len(LABELS)} labels, {what}: {tell_labels(LABELS)}")
    return _own(names, where, what)


def _usual(name: str) -> str | None:
    """The default label that a name is a usual word for."""
    word = WORDS.get(name.strip().casefold())
    return word if word in LABELS else None


def _own(names: list[str], where: str, what: str = "the names of the folders") -> Classes:
    """Every name is a label."""
    labels = _checked(names, where)
    told = f"{len(labels)} labels, {what}: {tell_labels(labels)}"
    return Classes(labels=labels, label_of=lambda name: name if name in labels else None, told=told)


def _mapped(names: list[str], chosen: ClassMap, where: str) -> Classes:
    labels = _checked([label for name in names if (label := chosen.label(name))], where)
    told = f"{len(labels)} labels by {chosen.name}: {tell_labels(labels)}"
    return Classes(labels=labels, label_of=chosen.label, told=told)


def _checked(labels: list[str], where: str) -> tuple[str, ...]:
    """Each once, sorted as people count. Raises DataError when they are no labels to learn."""
    distinct = tuple(sorted(set(labels), key=natural))
    if not 2 <= len(distinct) <= MOST_LABELS:
        raise DataError(f"{len(distinct)} labels in {where}: expected 2 to {MOST_LABELS}, a folder for each")
    wrong = [label for label in distinct if not label.isprintable() or len(label) > LONGEST_LABEL]
    if wrong:
        raise DataError(f"{wrong[0][:40]!r} in {where} is no label: rename it, or map it with --classes FILE.toml")
    return distinct


def _unclear(names: list[str], where: str, known: list[str]) -> str:
    there = f"there are {tell_few(sorted(names, key=natural), 10)}" if names else "there is no folder"
    missing = [label for label in LABELS if label not in {_usual(name) for name in names}]
    line = f"no class folder for {', '.join(missing)} in {where}: expected one per expression; {there}"
    if known:
        options = " or ".join(f"--classes {name}" for name in known)
        return f"{line}; these look like {', '.join(SAID[name] for name in known)}: add {options}"
    return f"{line}; --classes {FOLDERS} takes them as the labels" if len(names) > 1 else line


def tell_labels(labels: tuple[str, ...]) -> str:
    """The first labels, and how many more there are."""
    return tell_few(list(labels), 12).replace(";", ",")
