"""`make arm64`: a bundle on emulated arm64 systems, its answers beside those of x86-64, what a frame costs there."""

from collections.abc import Callable
from functools import partial
from json import loads
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.emulated.boards import BOARD_OF
from benchmarks.emulated.checks import Checks
from benchmarks.emulated.doorway import CACHE, Cache, Clip, YuNet, find_yunet, start
from benchmarks.emulated.frames import named_clip
from benchmarks.emulated.proof import NAMES, Proof
from benchmarks.emulated.roots import CHECKOUT
from benchmarks.emulated.tools import emulator, need
from benchmarks.measured import name_file
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.data.faces import FaceSet
from fer_edge.data.labels import LABELS
from fer_edge.data.loading import load_split
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import UsageError

FACES = 500

PARTS: dict[str, Callable[[Proof], dict[str, Any]]] = {
    "counts": Proof.counts,
    "install": Proof.install,
    "films": Proof.films,
    "odd": Proof.odd_boards,
    **{f"answers-{cpu or 'x86-64'}": partial(Proof.answers, cpu=cpu) for cpu in (*BOARD_OF, None)},
}
"""Of a proof, each as long as some minutes; all but the counts need what `install` installs."""


def main(
    yunet: YuNet = None,
    source: Clip = None,
    data: Annotated[str | None, typer.Option(help="Whose validation faces are read; else drawn ones.")] = None,
    part: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(PARTS)}; all.")] = None,
    cache: Cache = CACHE,
    json: Annotated[Path | None, typer.Option(help="The record; parts that are not done now stay as they are.")] = None,
) -> None:
    """Prove on emulated arm64 what fer-edge promises there, and write the record; exit code 1 when a check fails."""
    need("debootstrap", "gcc", "qemu-aarch64", "qemu-aarch64-static", "qemu-x86_64-static", "unshare")
    detector, faces, failed = find_yunet(yunet), some_faces(data), []
    named = about(detector, source, data)
    for name in part or PARTS:
        checks = Checks(note)
        proof = Proof(cache=cache, yunet=detector, clip=source, faces=faces, checks=checks, note=note)
        figures = PARTS[name](proof)
        failed += checks.failed
        if json:
            write_json(merged(json, named, figures, {name: checks.as_record()}), str(json))
    if failed:
        note(f"failed: {', '.join(failed)}")
        raise typer.Exit(1)
    note("every check holds")


def merged(record: Path, named: dict[str, Any], figures: dict[str, Any], checks: dict[str, Any]) -> dict[str, Any]:
    """The record with a part that was proved again. Raises UsageError when the others are of other files."""
    before = loads(record.read_text()) if record.is_file() else named
    if before["files"] != named["files"]:
        raise UsageError(f"{record} is of other model files: delete it, and prove every part again")
    return before | named | figures | {"checks": before.get("checks", {}) | checks}


def some_faces(data: str | None) -> FaceSet:
    """Faces of a validation split, drawn by chance, always the same; drawn ones where there is no data."""
    if data:
        return load_split(data, "validation").sample(FACES)
    return draw_split("test", per_class=FACES // len(LABELS) + 1)


def about(yunet: Path, clip: Path | None, data: str | None) -> dict[str, Any]:
    """What was measured, and on what."""
    models = CHECKOUT / "models"
    return {
        "emulated": f"{emulator('qemu-aarch64')}, nothing on a board; counts and answers are told, times are not",
        "model": name_file(models / "edge/model.int8.onnx"),
        "files": [name_file(models / name) for name in NAMES],
        "detector": name_file(yunet),
        "clip": named_clip(clip),
        "faces": "validation faces of the data set that was given" if data else "drawn faces",
    }


if __name__ == "__main__":
    start(main)
