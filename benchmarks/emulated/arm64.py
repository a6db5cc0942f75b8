"""`make arm64`: a bundle on emulated arm64 systems, its answers beside those of x86-64, what a frame costs there."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

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

FACES = 500


def main(
    yunet: YuNet = None,
    source: Clip = None,
    data: Annotated[str | None, typer.Option(help="Whose validation faces are read; else drawn ones.")] = None,
    cache: Cache = CACHE,
    json: Annotated[str | None, typer.Option(help='The record, "-" for stdout.')] = None,
) -> None:
    """Prove on emulated arm64 what fer-edge promises there, and write the record; exit code 1 when a check fails."""
    need("debootstrap", "gcc", "qemu-aarch64", "qemu-aarch64-static", "qemu-x86_64-static", "unshare")
    checks, faces, detector = Checks(note), some_faces(data), find_yunet(yunet)
    with tempfile.TemporaryDirectory() as folder:
        proof = Proof(
            cache=cache,
            work=Path(folder),
            yunet=detector,
            clip=source,
            faces=faces,
            checks=checks,
            note=note,
        )
        record = about(detector, source, data) | prove(proof)
    record["checks"] = checks.as_record()
    if json:
        write_json(record, json)
    if checks.failed:
        note(f"{len(checks.failed)} of {len(checks.made)} checks failed: {', '.join(checks.failed)}")
        raise typer.Exit(1)
    note(f"{len(checks.made)} checks hold")


def prove(proof: Proof) -> dict[str, Any]:
    """Every step in turn."""
    systems = proof.systems()
    installed = proof.install(systems)
    answers = proof.same_answers(systems)
    proof.odd_boards(systems[0])
    return {"installed": installed, "answers": answers, **proof.counts()}


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
