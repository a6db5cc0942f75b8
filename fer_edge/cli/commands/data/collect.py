"""The doorway `fer-edge data collect`."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.config import one_of
from fer_edge.cli.console import note, say
from fer_edge.cli.options import with_settings
from fer_edge.collect.settings import CollectSettings, CutSettings, PageSettings
from fer_edge.errors import UsageError
from fer_edge.runtime.settings import DetectorSettings, SourceSettings

if TYPE_CHECKING:
    from fer_edge.collect.cutting import FaceCutter
    from fer_edge.collect.takes import Takes


@with_settings
def collect(
    ctx: typer.Context,
    what: CollectSettings,
    source: SourceSettings,
    cut: CutSettings,
    detector: DetectorSettings,
    page: PageSettings,
    out: Annotated[Path, typer.Option(help="The folder for the faces; one that is there is gone on with.")],
    delete: Annotated[bool, typer.Option("--delete", help="Delete all that was collected in --out, and end.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Collect faces before a camera: on a page in the browser one holds a key for what one shows.

    What is found in the picture meanwhile is stored in folders by class, and nothing leaves this machine. Each press is
    a take; every fifth face or so is kept to validate on, and a take is never divided. Press several times for each
    class, with other light and from other sides. Store nobody's face without their consent.
    """
    if delete:
        _delete(out, yes)
        return
    from fer_edge.runtime.sources.opening import check_source

    camera, named = one_of(ctx, "camera", "source")
    source = replace(source, camera=camera, source=named)
    if check_source(source):
        raise UsageError(f"--source {source.source}: of pictures `fer-edge data crop` makes faces")
    _run(what, source, _open_cutter(what, cut, detector), page, out)


def _open_cutter(what: CollectSettings, cut: CutSettings, detector: DetectorSettings) -> "FaceCutter":
    from fer_edge.collect.cutting import FaceCutter, crop_rule, search_once
    from fer_edge.runtime.detection.opening import open_detector

    finder = open_detector(detector.detector, detector.yunet, detector.search_width)
    note(f"detector {finder.name}, cut as the faces of {cut.like or 'edge as shipped'}")
    return FaceCutter(finder, crop_rule(cut.like, finder.name), cut, what.side, search_once)


def _run(what: CollectSettings, source: SourceSettings, cutter: "FaceCutter", page: PageSettings, out: Path) -> None:
    from fer_edge.collect.collector import Collector
    from fer_edge.collect.session import Session
    from fer_edge.collect.takes import Takes, check_labels
    from fer_edge.runtime.sources.opening import open_source
    from fer_edge.system.signals import stop_event

    with stop_event() as stop, ExitStack() as stack:
        check_labels(out, what.classes)  # Before a camera is opened; and no folder is made where there is none.
        frames = open_source(source, note)
        stack.callback(frames.close)
        takes = Takes(out, what.classes, what.holdout)
        stack.callback(takes.close)
        note(f"faces go to {out}; Ctrl-C ends")
        session = Session(frames, cutter, Collector(takes, cutter, what.rate), takes.labels)
        session.run(page, stop, note)
        _tell(takes, out)


def _tell(takes: "Takes", out: Path) -> None:
    """How many faces there are, and what is still missing before one can train."""
    counts = takes.counts()
    for label, of in counts.items():
        say(f"{label}: {of['train']} to learn from, {of['validation']} to validate on, {of['takes']} takes")
    missing = [label for label, of in counts.items() if not of["train"] or not (of["validation"] or not takes.share)]
    if missing:
        note(f"{', '.join(missing)}: press at least twice, for faces to learn from and others to validate on")
    else:
        note(f"next: fer-edge train --data {out}")


def _delete(out: Path, yes: bool) -> None:
    import sys

    from fer_edge.collect.takes import count_faces, delete_all

    count = count_faces(out)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("--delete asks first, and here is nobody to answer: add --yes")
        typer.confirm(f"Delete the {count} faces that were collected in {out}?", abort=True)
    say(f"deleted {delete_all(out)} faces")
