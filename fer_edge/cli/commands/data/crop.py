"""The doorway `fer-edge data crop`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.console import note, say
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, write_json
from fer_edge.collect.settings import CutSettings, PhotoSettings
from fer_edge.runtime.settings import DetectorSettings

if TYPE_CHECKING:
    from fer_edge.collect.photos import Cropped


@with_settings
def crop(
    ctx: typer.Context,
    photo: PhotoSettings,
    cut: CutSettings,
    detector: DetectorSettings,
    photos: Annotated[Path, typer.Argument(help="A folder of photos: by class, by split and class, or flat.")],
    out: Annotated[Path, typer.Option(help="The folder for the faces; the folders in it are those of the photos.")],
    json: JsonOut = None,
) -> None:
    """Cut the faces out of photos, each as a PNG in the same folders: a data set for `train --data`.

    Faces are cut as those that the shipped model learned from, upright and level. Photos without a face are named and
    counted. What is there already is left as it is, so that a stopped run goes on where it was.
    """
    from fer_edge.cli.progress import WorkProgress
    from fer_edge.collect.cutting import FaceCutter, crop_rule
    from fer_edge.collect.photos import crop_photos
    from fer_edge.runtime.detection.opening import open_detector

    check_folder(out)
    check_apart(ctx)
    finder = open_detector(detector.detector, detector.yunet, detector.search_width)
    cutter = FaceCutter(finder, crop_rule(cut.like, finder.name), cut, photo.side)
    note(f"detector {finder.name}, cut as the faces of {cut.like or 'edge as shipped'}")
    with WorkProgress() as progress:
        found = crop_photos(photos, out, cutter, lambda total: progress.begin("pictures", total))
    _tell(found, note if json == "-" else say)
    look = f"look at it with `fer-edge data inspect {out}`, train with `fer-edge train --data {out}`"
    note(f"wrote {out}; {look}" if found.labels else f"wrote {out}")
    if json:
        write_json(_record(found, finder.name), json)


def _tell(found: "Cropped", tell: Any) -> None:
    from fer_edge.data.pictures import tell_few

    for folder, count in found.faces.items():
        tell(f"{folder or '.'}: {count} faces")
    by_reason: dict[str, list[str]] = {}
    for name, reason in found.left_out.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        tell(f"left out {len(names)}, {reason}: {tell_few(names)}")
    several = f", {found.several} with several faces" if found.several else ""
    tell(f"{sum(found.faces.values())} faces of {found.pictures} pictures{several}")
    if found.already:
        note(f"{found.already} pictures were cut before and are left as they were")
    if found.enlarged:
        note(f"{found.enlarged} faces had fewer pixels than --side asks for and were enlarged")


def _record(found: "Cropped", detector: str) -> dict[str, Any]:
    return {
        "detector": detector,
        "pictures": found.pictures,
        "faces": dict(found.faces),
        "labels": list(found.labels),
        "left_out": found.left_out,
        "several": found.several,
        "enlarged": found.enlarged,
        "already": found.already,
    }
