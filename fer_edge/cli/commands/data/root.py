"""What the commands on a data set share: how it is named, and how it is read and looked through."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.console import note
from fer_edge.data.settings import ReadingSettings

if TYPE_CHECKING:
    from fer_edge.data.inspecting.findings import Findings
    from fer_edge.data.inspection import LabelConflicts

Root = Annotated[
    str,
    typer.Argument(help='A folder of splits or classes, fer2013.csv, a list, an .npz, or "synthetic" for drawn faces.'),
]
Votes = Annotated[Path | None, typer.Option(help="FER+ votes, found beside the data; none: without.")]


def look_through(root: str, reading: ReadingSettings) -> "tuple[Findings, dict[str, str]]":
    """Read every split and hold all faces against each other.

    Returns what was found, and why a split is not usable. Raises MissingError without one.
    """
    from fer_edge.cli.progress import WorkProgress
    from fer_edge.data.inspecting.findings import find_all
    from fer_edge.data.inspecting.reading import record_all
    from fer_edge.errors import MissingError

    with WorkProgress() as progress:
        records, missing = record_all(root, reading, progress)
        if records:
            progress.begin("comparing faces", None)
            found = find_all(records)
    for line in dict.fromkeys(line for record in records.values() for line in record.notes):
        note(line)
    for reason in dict.fromkeys(missing.values()):
        note(f"{', '.join(split for split, why in missing.items() if why == reason)}: {reason}")
    if not records:
        raise MissingError(f"no usable split in {root}: see the reasons above, or try the drawn faces: synthetic")
    return found, missing


def find_conflicts(found: "Findings", votes: Path | None, share: float = 0.5) -> "dict[str, LabelConflicts]":
    """Of each split, which labels the votes contradict; says for how many faces there are any."""
    from fer_edge.data.inspection import find_label_conflicts
    from fer_edge.data.votes import check_conflicts, load_votes, tell_use
    from fer_edge.errors import DataError

    if votes is None:
        return {}
    conflicts = {}
    for split, record in found.records.items():
        shares = load_votes(votes, record.rows, tuple(name.rpartition("/")[2] for name in record.names))
        note(f"{split}: {tell_use(shares, votes)}")
        conflicts[split] = find_label_conflicts(record.labels, record.classes, shares, record.words, share)
        try:
            check_conflicts(conflicts[split], record.classes, record.words, votes)
        except DataError as error:  # To say what is wrong is what these commands are for.
            note(f"{split}: {error}")
    return conflicts
