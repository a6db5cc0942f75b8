"""One table of fer-edge beside its peers: `python -m benchmarks.peers.compare --help`, or `make peers`.

Every peer is a process of its own on one core. They take turns: in each of several rounds every one of them reads the
same faces, then the same frames, in an order drawn anew, so that all meet the same disturbances.
"""

import random
from contextlib import ExitStack
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import cv2
import numpy as np
import typer

from benchmarks.measured import name_file
from benchmarks.peers.contestants import Contestant, contestants
from benchmarks.peers.results import Row, markdown, summarise
from benchmarks.peers.worker import Worker
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.data.loading import load_split
from fer_edge.errors import MissingError
from fer_edge.runtime.sources.files import open_files
from fer_edge.system.board import read_board
from fer_edge.system.files import atomic_write

MODELS = ("edge/model.int8.onnx", "nano/model.int8.onnx")
Readings = dict[str, list[dict]]
"""By the name of a contestant, what it answered in each round; nothing where it could not be asked."""


def compare(known: list[Contestant], what: str, items: np.ndarray, rounds: int) -> tuple[Readings, dict[str, str]]:
    """Have each contestant read faces [N, 48, 48] or frames [N, H, W, 3], a share a round; what none could say why.

    what: "faces" or "frames".
    """
    with ExitStack() as stack, TemporaryDirectory() as folder:
        stored = Path(folder) / "items.npy"
        np.save(stored, items)
        workers = {one.name: stack.enter_context(Worker(one.command(what, stored))) for one in known if one.reads(what)}
        readings: Readings = {name: [] for name in workers}
        bounds = np.linspace(0, len(items), rounds + 1).astype(int)
        for number, (first, last) in enumerate(pairwise(bounds), 1):
            note(f"{what}: round {number} of {rounds}")
            for name in random.Random(number).sample([*workers], len(workers)):
                answer = workers[name].read(int(first), int(last - first))
                if answer is not None:
                    readings[name].append(answer)
        return readings, {name: worker.reason for name, worker in workers.items() if worker.reason}


def load_frames(clip: Path, count: int) -> np.ndarray:
    """The first frames of a video, uint8 [N, H, W, 3], BGR. Raises MissingError where there is none."""
    frames = [frame.image for frame, _ in zip(open_files(clip), range(count), strict=False)]
    if not frames:
        raise MissingError(f"no frame in {clip}: expected a video with one face")
    return np.stack(frames)


def main(
    data: Annotated[str, typer.Option(help="FER2013, as `fer-edge train --data` reads it.")],
    source: Annotated[Path, typer.Option(help="A video with one face.")],
    yunet: Annotated[Path, typer.Option(envvar="FER_EDGE_YUNET", help="YuNet's ONNX file.")],
    folder: Annotated[Path, typer.Option(help="Where the environments are, or are made.")] = Path(".peers"),
    faces: Annotated[int, typer.Option(min=10, help="Faces at most.")] = 4000,
    frames: Annotated[int, typer.Option(min=10, help="Frames.")] = 240,
    rounds: Annotated[int, typer.Option(min=2, help="Turns that each peer has.")] = 8,
    out: Annotated[Path, typer.Option(help="The record; its page ends in .md.")] = Path("benchmarks/peers.json"),
) -> None:
    """Measure accuracy and speed of fer-edge and of its peers in one run, and write the table."""
    cv2.setNumThreads(1)
    split, pictures = load_split(data, "validation").sample(faces), load_frames(source, frames)
    known = contestants(folder, yunet)
    on_faces, no_faces = compare(known, "faces", split.faces[..., 0], rounds)
    on_frames, no_frames = compare(known, "frames", pictures, rounds)
    truth = [split.classes[label] for label in split.labels]
    rows: list[Row] = [
        summarise(one, on_faces.get(one.name, []), on_frames.get(one.name, []), truth).because(
            no_faces.get(one.name) or no_frames.get(one.name)
        )
        for one in known
    ]
    files = [name_file(Path("models") / file) for file in MODELS]
    counts = {"faces": len(truth), "frames": len(pictures), "rounds": rounds}
    record = {"board": read_board(), "model": files[0], "files": files, "clip": name_file(source)} | counts
    write_json(record | {"rows": [asdict(row) for row in rows]}, str(out))
    with atomic_write(out.with_suffix(".md")) as part:
        part.write_text(markdown(rows, record), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
