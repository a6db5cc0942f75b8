"""The doorway `fer-edge data split`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.commands.data.root import Root, look_through
from fer_edge.cli.console import cell, note, notes, results
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, writable, write_json
from fer_edge.data.mending.settings import DividingSettings
from fer_edge.data.settings import SPLITS, ReadingSettings
from fer_edge.errors import UsageError

if TYPE_CHECKING:
    from fer_edge.data.mending.division import Division

Out = Annotated[Path, typer.Option(help="The list to write, a .csv.", callback=writable)]


@with_settings
def split(
    ctx: typer.Context,
    reading: ReadingSettings,
    dividing: DividingSettings,
    root: Root = "data",
    out: Out = Path("list.csv"),
    json: JsonOut = None,
) -> None:
    """Divide the faces into train, validation and test: a list of who is where; no file is moved.

    Every class has the same shares. Copies and near copies stay together, and so do the faces of a person where the
    names tell who it is. The splits that the data set has are not kept. The list is data: `train --data list.csv`.
    """
    from fer_edge.data.lists.files import write_list
    from fer_edge.data.mending.division import divide_data

    _check(reading, dividing, root, out)
    check_apart(ctx)
    found, _ = look_through(root, reading)
    division = divide_data(found, dividing)
    kept = sum(map(len, division.families))
    note(f"kept together: {kept} faces in {len(division.families)} groups of copies and near copies")
    note(division.told or "no name tells whose face it is: give --group where yours do")
    write_list(division.rows, out)
    _print_counts(division, to_stderr=json == "-")
    counts = division.counts()
    for name, share in (("validation", dividing.validation), ("test", dividing.test)):
        if share and not any(counts[name].values()):
            note(f"no face for {name}: what is kept together leaves groups that are too few or too large to share out")
    missing = _not_validated(counts["validation"])
    note(f"wrote {out}; {missing}" if missing else f"wrote {out}; next: fer-edge train --data {out}")
    if json:
        about = {"counts": counts, "together": len(division.families), "people": division.people}
        write_json({"list": str(out), **about}, json)


def _not_validated(counts: dict[str, int]) -> str:
    """Of which labels training would find nothing to validate on, or ""; without any validation it holds faces out."""
    missing = [label for label, count in counts.items() if not count] if any(counts.values()) else []
    if not missing:
        return ""
    return f"no face of {', '.join(missing)} to validate on, which train wants: give a larger --validation"


def _check(reading: ReadingSettings, dividing: DividingSettings, root: str, out: Path) -> None:
    """Raises UsageError for what makes no sense together."""
    if reading.holdout is not None:
        raise UsageError("--holdout: how many faces are for validation is what --validation says here")
    if dividing.validation + dividing.test >= 1:
        raise UsageError("--validation and --test leave nothing to train on")
    if out.suffix.lower() != ".csv":
        raise UsageError(f"{out} is no list: expected a name that ends in .csv")
    if root == "synthetic":
        raise UsageError("the drawn faces have no files that a list could name; they are divided already")


def _print_counts(division: "Division", *, to_stderr: bool) -> None:
    from rich.table import Table

    counts = division.counts()
    table = Table("label", *SPLITS, box=None, pad_edge=False)
    for label in counts["train"]:
        table.add_row(cell(label), *(str(counts[split][label]) for split in SPLITS))
    table.add_row("all", *(str(sum(counts[split].values())) for split in SPLITS))
    (notes if to_stderr else results).print(table)
