"""What levelling wins: validation faces turned by known angles, read by the loop with `--level` and with `--no-level`.

`python -m benchmarks.turned --data DIR --yunet FILE` enlarges each face, puts it turned onto a frame, and shows the
frame to the loop for as long as a smoothed answer takes: detector, tracker, crop, network and smoothing are those of
`fer-edge run`.
"""

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
from fer_edge.runtime.types import Engine, Frame
from fer_edge.system.board import read_board

DEGREES = (-40, -30, -20, -10, 0, 10, 20, 30, 40)
HEIGHT, WIDTH, SIDE = 360, 640, 200
"""Of a frame, and of the face in it, in pixels."""

GREY = (128, 128, 128)
"""Around the face: its own edge, repeated, would be lines that point at how it is turned."""

FRAMES, FPS = 8, 10.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """degrees: clockwise. faces: shown. found: in both ways; of those, accuracy levelled and plain, 0 to 1.

    won, lost: how many of them are right only when levelled, only when not.
    """

    degrees: int
    faces: int
    found: int
    levelled: float
    plain: float
    won: int
    lost: int


def scene(face: np.ndarray, degrees: float) -> np.ndarray:
    """A frame uint8 [HEIGHT, WIDTH, 3], BGR, with a face uint8 [side, side, channels], turned clockwise, in it."""
    colours = cv2.COLOR_GRAY2BGR if face.shape[2] == 1 else cv2.COLOR_RGB2BGR
    large = cv2.resize(cv2.cvtColor(face, colours), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    place = cv2.getRotationMatrix2D(((SIDE - 1) / 2, (SIDE - 1) / 2), -degrees, 1.0)
    place[:, 2] += ((WIDTH - SIDE) / 2, (HEIGHT - SIDE) / 2)
    return cv2.warpAffine(large, place, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=GREY)


def read(image: np.ndarray, detector: YuNet, engine: Engine, level: bool) -> int | None:
    """The loop's label, as an index, after FRAMES frames of one image; None where it has no face then."""
    pipeline = FacePipeline(detector, engine, PipelineSettings(level=level))
    for index in range(FRAMES):
        faces = pipeline.read(Frame(index=index, time=index / FPS, image=image))
    return pipeline.labels.index(faces[0].label) if faces else None


def measure(faces: FaceSet, detector: YuNet, engine: Engine, degrees: Iterable[int] = DEGREES) -> list[Row]:
    """Read every face at every angle in both ways."""
    rows = []
    for angle in degrees:
        answers = []
        for face, label in zip(faces.faces, faces.labels, strict=True):
            image = scene(face, angle)
            levelled, plain = (read(image, detector, engine, level) for level in (True, False))
            if levelled is not None and plain is not None:
                answers.append((levelled == label, plain == label))
        rows.append(_row(angle, len(faces.faces), np.array(answers, bool).reshape(-1, 2)))
        note(f"{angle} degrees: {rows[-1].found} of {rows[-1].faces} found")
    return rows


def _row(degrees: int, faces: int, right: np.ndarray) -> Row:
    levelled, plain = right.T
    return Row(
        degrees=degrees,
        faces=faces,
        found=len(right),
        levelled=float(levelled.mean()) if len(right) else 0.0,
        plain=float(plain.mean()) if len(right) else 0.0,
        won=int((levelled & ~plain).sum()),
        lost=int((plain & ~levelled).sum()),
    )


def main(
    data: Annotated[str, typer.Option(help="Whose validation faces are read.")],
    yunet: Annotated[Path, typer.Option(envvar="FER_EDGE_YUNET", help="YuNet's ONNX file.")],
    model: Annotated[Path, typer.Option(help="A model file.")] = Path("models/edge/model.int8.onnx"),
    faces: Annotated[int, typer.Option(min=1, help="How many, drawn by chance, always the same.")] = 300,
    json: Annotated[str | None, typer.Option(help='The rows and the board as JSON, "-" for stdout.')] = None,
) -> None:
    """Read turned faces with and without levelling, and say how often each was right."""
    rows = measure(load_split(data, "validation").sample(faces), YuNet(yunet), open_engine(model, threads=1))
    show(rows)
    if json:
        files = {"model": name_file(model), "detector": name_file(yunet)}
        write_json({"board": read_board(), **files, "rows": [asdict(row) for row in rows]}, json)


def show(rows: list[Row]) -> None:
    """Print the rows on stderr, as a small table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, title="turned faces in the loop")
    for name in ("degrees", "found", "levelled", "plain", "gain, points", "right only levelled / only plain"):
        table.add_column(name, justify="right")
    for row in rows:
        shares = (f"{row.levelled:.1%}", f"{row.plain:.1%}", f"{100 * (row.levelled - row.plain):+.1f}")
        table.add_row(f"{row.degrees:+d}", f"{row.found} of {row.faces}", *shares, f"{row.won} / {row.lost}")
    Console(stderr=True).print(table)


if __name__ == "__main__":
    typer.run(main)
