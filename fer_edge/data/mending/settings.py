"""How a data set is divided and what is left out of it; apart so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.system.settings import Checked, setting

RULES = {
    "damaged": "cannot be read as a face",
    "blank": "one constant shade",
    "copies": "a further copy of a face of the same split",
    "labels": "a face that is there with two labels, every copy of it",
    "shared": "of two splits with the same face, the copy in the earlier one",
    "near": "the same with nearly the same face",
    "votes": "the crowd's votes give more than --share to another expression",
    "no-face": "more than --share of the crowd saw no face",
}
"""What each rule of `data clean` leaves out."""

CAREFUL = ("damaged", "blank", "copies", "labels", "shared", "near")
"""The rules that are followed when nobody names any: those that need no judgement of an expression."""


@dataclass(frozen=True, kw_only=True)
class DividingSettings(Checked):
    """How faces are divided into splits."""

    validation: float = setting(0.1, "Share of the faces to validate on.", minimum=0, maximum=0.5)
    test: float = setting(0.1, "Share of the faces to test on; 0: no test split.", minimum=0, maximum=0.5)
    seed: int = setting(0, "Of chance: the same seed divides the same faces in the same way.", minimum=0)
    group: str | None = setting(
        None,
        "Regular expression that finds the person in a face's path, whose faces stay together: its first group, or all "
        "that it matches. Not needed for the names of CK+, KDEF and JAFFE.",
    )


@dataclass(frozen=True, kw_only=True)
class CleaningSettings(Checked):
    """What is left out."""

    rules: tuple[str, ...] = setting(
        CAREFUL,
        f"What to leave out, of {', '.join(RULES)}.",
        many=True,
        default_text=",".join(CAREFUL),
    )
    votes: Path | None = setting(None, "FER+ votes, found beside the data; none: without.")
    share: float = setting(
        0.7, "Of the votes for another expression, above which a label is contradicted.", minimum=0.5, maximum=1
    )
