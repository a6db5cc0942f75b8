"""The doorway `fer-edge bench compare`: results of several boards or versions, side by side."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fer_edge.bench.settings import CompareSettings
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, write_json
from fer_edge.cli.tables.bench import print_comparison
from fer_edge.errors import SlowerError, UsageError

Results = Annotated[list[Path], typer.Argument(help="What `bench --json` wrote; the first is what others are held to.")]


@with_settings
def compare(ctx: typer.Context, settings: CompareSettings, results: Results, json: JsonOut = None) -> None:
    """Say how many times as long each file takes as in the first result, and how sure that is.

    Exit code 4 where one is slower than --max-loss allows beyond doubt. With --reference each result is held to the
    one of its board in that folder; a board without one is told, and no fault.
    """
    from fer_edge.bench import compare as comparing

    check_apart(ctx)
    read = [comparing.read_result(path) for path in results]
    for result in read:
        for doubt in result.doubts:
            note(f"{result.path} is in doubt: {doubt}")
    pairs = []
    if settings.reference is not None:
        for result in read:
            known = comparing.find_reference(result, settings.reference)
            if known is None:
                note(comparing.no_reference(result, settings.reference))
            else:
                pairs.append((known, result))
    elif len(read) < 2:
        raise UsageError("one result has nothing to be held to: name a second one, or --reference FOLDER")
    else:
        pairs = [(read[0], other) for other in read[1:]]
    found = [comparing.compare(first, other, settings.max_loss) for first, other in pairs]
    for one in found:
        print_comparison(one, to_stderr=json == "-")
    if json:
        write_json({"max_loss": settings.max_loss, "comparisons": [one.as_record() for one in found]}, json)
    _tell(found, settings)


def _tell(found: list[Any], settings: CompareSettings) -> None:
    """Raises SlowerError for what is slower beyond doubt."""
    if settings.reference is not None and any(change.verdict == "faster" for one in found for change in one.changes):
        note("faster than the reference beyond doubt: renew it")
    slower = [f"{change.file} x{change.threads} in {one.other}" for one in found for change in one.slower]
    if slower:
        raise SlowerError(
            f"slower by more than {settings.max_loss:g} %: {', '.join(slower)}; measure again on a board at rest, or "
            "allow it with --max-loss"
        )
