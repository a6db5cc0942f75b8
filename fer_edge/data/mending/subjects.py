"""Whose face a picture shows, where its name tells."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from fer_edge.errors import DataError, UsageError

KNOWN = {
    # S005_001_00000011.png (Lucey et al., 2010).
    "CK+": r"^(S\d{3})_\d{3}_\d{6,8}",
    # AF01ANS.JPG: session, sex and number of the person, expression, angle (Lundqvist, Flykt and Öhman, 1998).
    "KDEF": r"^[AB]([FM]\d{2})(?:AF|AN|DI|HA|NE|SA|SU)(?:S|HL|HR|FL|FR)\.",
    # KA.AN1.39.tiff (Lyons et al., 1998).
    "JAFFE": r"^([A-Z]{2})\.(?:AN|DI|FE|HA|NE|SA|SU)\d\.\d",
    # take0012-003.png: no person, but the faces of one press, which are nearly equal.
    "data collect": r"^(take\d{4,9})-\d{3,9}\.png$",
}
"""Patterns of files' names by data set; the group is the person."""

MOST = 0.9
"""Share of the names that a pattern has to fit."""


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """of: the person of each face, None where its name does not tell. told: how they were seen, as a line."""

    of: list[str | None]
    told: str = ""


def find_subjects(names: list[str], pattern: str | None) -> Subjects:
    """The person in each face by its name. pattern: a regular expression of a path; None: the known ones of a file.

    Raises UsageError when it is none, DataError when it fits no name.
    """
    if pattern is not None:
        return _by_pattern(names, pattern)
    files = [PurePath(name).name for name in names]
    for called, known in KNOWN.items():
        of = _found(files, re.compile(known))
        if sum(one is not None for one in of) >= MOST * len(files) and len(set(of) - {None}) > 1:
            who = "takes" if called == "data collect" else "people"
            return Subjects(of=of, told=f"{len(set(of) - {None})} {who}, by names as those of {called}")
    return Subjects(of=[None] * len(names))


def _by_pattern(names: list[str], pattern: str) -> Subjects:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(f"--group {pattern} is no regular expression: {error}") from error
    of = _found(names, compiled)
    told = sum(one is not None for one in of)
    if not told:
        raise DataError(f"--group {pattern} fits no name; the first is {names[0] if names else 'not there'}")
    return Subjects(of=of, told=f"{len(set(of) - {None})} people by --group, in {told} of {len(names)} names")


def _found(names: list[str], pattern: re.Pattern[str]) -> list[str | None]:
    found = (pattern.search(name) for name in names)
    return [None if one is None else (one.group(1) if pattern.groups else one.group()) for one in found]
