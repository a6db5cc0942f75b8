"""What levelling wins: validation faces turned by known angles, read by the loop with `--level` and with `--no-level`.

`python -m benchmarks.turned --data DIR --yunet FILE` enlarges each face, puts it onto frames, and shows them to the
loop for as long as a smoothed answer takes: detector, tracker, crop, network and smoothing are those of `fer-edge run`.
A face comes turned, or it is upright at first and turns while it is followed.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from benchmarks.measured import name_file
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.data.faces import FaceSet
from fer_edge.data.loading import load_split
from fer_edge.runtime.detection.yunet import YuNet
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.settings import PipelineSettings
from fer_edge.runtime.types import Engine, FaceDetector, Frame
from fer_edge.system.board import read_board

DEGREES = (-40, -30, -20, -10, 0, 10, 20, 30, 40)
HEIGHT, WIDTH, SIDE = 360, 640, 200
"""Of a frame, and of the face in it, in pixels."""

GREY = (128, 128, 128)
"""Around the face: its own edge, repeated, would be lines that point at how it is turned."""

FPS, HOLD, SPEED = 10.0, 8, 40.0
"""Frames a second; frames for which a face holds its angle; degrees a second at which it turns there."""

WAYS = {"comes turned": False, "turns": True}


@dataclass(frozen=True, kw_only=True)
class Row:
    """way: of WAYS. degrees: clockwise. faces: shown. The rest in two ways, levelled and plain.

    found: how many had an answer at the end. right: how many of all had the right one. both: how many were found in
    both ways; accuracy: of these, 0 to 1. won, lost: how many of these are right only when levelled, only when not.
    """

    way: str
    degrees: int
    faces: int
    found: tuple[int, int]
    right: tuple[int, int]
    both: int
    accuracy: tuple[float, float]
    won: int
    lost: int


def scene(face: np.ndarray, degrees: float) -> np.ndarray:
    """A frame uint8 [HEIGHT, WIDTH, 3], BGR, with a face uint8 [side, side, channels], turned clockwise, in it."""
    colours = cv2.COLOR_GRAY2BGR if face.shape[2] == 1 else cv2.COLOR_RGB2BGR
    large = cv2.resize(cv2.cvtColor(face, colours), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    place = cv2.getRotationMatrix2D(((SIDE - 1) / 2, (SIDE - 1) / 2), -degrees, 1.0)
    place[:, 2] += ((WIDTH - SIDE) / 2, (HEIGHT - SIDE) / 2)
    return cv2.warpAffine(large, place, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=GREY)


def angles(degrees: float, turning: bool) -> list[float]:
    """The angle of a face in each frame: `degrees` for HOLD of them, after being upright where it is turning."""
    held = [float(degrees)] * HOLD
    if not turning:
        return held
    steps = math.ceil(abs(degrees) / SPEED * FPS)
    return [0.0] * HOLD + [degrees * step / steps for step in range(1, steps)] + held


def read(images: list[np.ndarray], detector: FaceDetector, engine: Engine, level: bool) -> int:
    """The loop's label, as an index, at the end of these frames; -1 where it has no face then."""
    pipeline = FacePipeline(detector, engine, PipelineSettings(level=level))
    for index, image in enumerate(images):
        faces = pipeline.read(Frame(index=index, time=index / FPS, image=image))
    return pipeline.labels.index(faces[0].label) if faces else -1


def measure(
    faces: FaceSet, detector: FaceDetector, engine: Engine, way: str, degrees: Iterable[int] = DEGREES
) -> list[Row]:
    """Read every face at every angle, levelled and plain; way: a key of WAYS."""
    rows = []
    for angle in degrees:
        answers = []
        for face in faces.faces:
            images = [scene(face, now) for now in angles(angle, WAYS[way])]
            answers.append([read(images, detector, engine, level) for level in (True, False)])
        rows.append(compare(way, angle, np.array(answers), faces.labels))
        note(f"{way}, {angle} degrees: {' and '.join(map(str, rows[-1].found))} of {rows[-1].faces} found")
    return rows


def compare(way: str, degrees: int, answers: np.ndarray, labels: np.ndarray) -> Row:
    """The row of answers int [N, 2], levelled and plain, -1 where there is none, to faces with labels [N]."""
    found, right = answers >= 0, answers == labels[:, None]
    both = right[found.all(axis=1)]
    return Row(
        way=way,
        degrees=degrees,
        faces=len(labels),
        found=(int(found[:, 0].sum()), int(found[:, 1].sum())),
        right=(int(right[:, 0].sum()), int(right[:, 1].sum())),
        both=len(both),
        accuracy=(float(both[:, 0].mean()), float(both[:, 1].mean())) if len(both) else (0.0, 0.0),
        won=int((both[:, 0] & ~both[:, 1]).sum()),
        lost=int((both[:, 1] & ~both[:, 0]).sum()),
    )


def main(
    data: Annotated[str, typer.Option(help="Whose validation faces are read.")],
    yunet: Annotated[Path, typer.Option(envvar="FER_EDGE_YUNET", help="YuNet's ONNX file.")],
    model: Annotated[Path, typer.Option(help="A model file.")] = Path("models/edge/model.int8.onnx"),
    faces: Annotated[int, typer.Option(min=1, help="How many, drawn by chance, always the same.")] = 300,
    json: Annotated[str | None, typer.Option(help='The rows and the board as JSON, "-" for stdout.')] = None,
) -> None:
    """Read turned faces with and without levelling, and say how often each was right."""
    chosen, detector, engine = load_split(data, "validation").sample(faces), YuNet(yunet), open_engine(model, threads=1)
    rows = [row for way in WAYS for row in measure(chosen, detector, engine, way)]
    show(rows)
    if json:
        files = {"model": name_file(model), "detector": name_file(yunet)}
        write_json({"board": read_board(), **files, "rows": [asdict(row) for row in rows]}, json)


def show(rows: list[Row]) -> None:
    """Print the rows on stderr, as a small table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, title="turned faces in the loop, levelled / plain")
    for name in ("", "degrees", "found", "right", "accuracy where both found", "gain", "only right"):
        table.add_column(name, justify="right")
    for row in rows:
        gain = 100 * (row.accuracy[0] - row.accuracy[1])
        cells = [_pair(row.found), _pair(row.right), f"{row.accuracy[0]:.1%} / {row.accuracy[1]:.1%} of {row.both}"]
        table.add_row(row.way, f"{row.degrees:+d}", *cells, f"{gain:+.1f}", f"{row.won} / {row.lost}")
    Console(stderr=True).print(table)


def _pair(counts: tuple[int, int]) -> str:
    return f"{counts[0]} / {counts[1]}"


if __name__ == "__main__":
    typer.run(main)
