"""The doorway `fer-edge data clean`."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.commands.data.root import Root, find_conflicts, look_through
from fer_edge.cli.console import note, notes, results
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, writable, write_json
from fer_edge.data.mending.settings import RULES, CleaningSettings
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import UsageError

Out = Annotated[Path, typer.Option(help="The list to write, a .csv.", callback=writable)]


@with_settings
def clean(
    ctx: typer.Context,
    reading: ReadingSettings,
    cleaning: CleaningSettings,
    root: Root = "data",
    out: Out = Path("leave_out.csv"),
    json: JsonOut = None,
) -> None:
    """List the faces that a data set is better without, each with the reason; nothing is deleted.

    Look at the list, take out what should stay, and give it to any command that reads the data: --leave-out FILE.
    """
    from fer_edge.data.lists.files import REASON, write_list
    from fer_edge.data.mending.cleaning import check_rules
    from fer_edge.data.mending.cleaning import clean as cleaned
    from fer_edge.data.votes import choose_votes

    chosen = choose_votes(cleaning.votes, root)
    if out.suffix.lower() != ".csv" or root == "synthetic":
        raise UsageError(f"{out}: expected a name that ends in .csv, and a data set with files")
    check_rules(cleaning, voted=chosen is not None)
    check_apart(ctx, *([chosen] if chosen else []))
    found, _ = look_through(root, reading)
    voted = {"votes", "no-face"} & set(cleaning.rules)
    conflicts = find_conflicts(found, chosen, cleaning.share) if voted else {}
    rows = cleaned(found, conflicts, cleaning)
    write_list(rows, out, reasons=True)
    counts = Counter(row.reason.partition(":")[0] for row in rows)
    for rule in cleaning.rules:
        (notes if json == "-" else results).print(f"{counts[rule]:6} {rule}: {RULES[rule]}", markup=False)
    note(f"wrote {out}: {len(rows)} of {len(found.faces.names)} faces; next: --leave-out {out}")
    if json:
        write_json({"list": str(out), "faces": len(found.faces.names), REASON + "s": counts}, json)
