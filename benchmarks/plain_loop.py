"""Our loop beside the plain one of tutorials, on one clip, one thread and in one run; decoding is in neither.

The plain loop: Haar on every full frame, `detectMultiScale(grey, 1.3, 5)`, then Keras' `predict` for each face.
Run `python -m benchmarks.plain_loop --help`; needs the train extra.
"""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from benchmarks.measured import name_file
from fer_edge.artifact.certainty import Certainty
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json
from fer_edge.runtime.detection.haar import HAAR_CASCADE
from fer_edge.runtime.detection.yunet import YuNet
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.pipeline import FacePipeline, PipelineSettings
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.tracking.smoothing import Smoother
from fer_edge.runtime.tracking.tracker import overlap
from fer_edge.runtime.types import Engine, Face, Frame
from fer_edge.system.board import read_board

PASSES = 3
"""Times our loop goes over the clip, between the plain loop's parts: so that both meet the same disturbances."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """fps: frames per second of work, by median frame; times: how many times the plain loop's fps ours is.

    found, overlap: of the frames in which YuNet, run on every frame at a width, finds a face: share in which ours
    has one, and mean intersection over union with it; by width. changes: of the label, per minute, with our
    smoothing, with none, and per frame (YuNet on every frame, no following). step_seconds: from a sudden change of
    the expression to its label, by frames per second.
    """

    frames: int
    plain_frames: int
    plain_fps: float
    fps: float
    times: float
    mean_times: float
    found: dict[int, float]
    overlap: dict[int, float]
    changes: dict[str, float]
    step_seconds: dict[int, float]


def compare(clip: Path, yunet: Path, model: Path, plain_frames: int) -> Result:
    """Run both loops and judge ours. model: a folder with model.keras and model.int8.onnx."""
    cv2.setNumThreads(1)
    frames = list(open_files(clip))
    plain, engine = plain_loop(model / "model.keras"), open_engine(model / "model.int8.onnx", threads=1)
    parts = np.array_split(np.linspace(0, len(frames) - 1, plain_frames).astype(int), PASSES)
    plain(frames[0].image)  # The first prediction traces the graph; it does not count.
    theirs, ours, faces = [], [], []
    for part in parts:
        theirs += [_timed(plain, frames[at].image)[0] for at in part]
        pipeline = FacePipeline(YuNet(yunet), engine)
        read = [_timed(pipeline.read, frame) for frame in frames]
        ours += [seconds for seconds, _ in read]
        faces = [found for _, found in read]
    truth = {width: _every_frame(YuNet(yunet, width), frames) for width in (320, 640)}
    return Result(
        frames=len(frames),
        plain_frames=plain_frames,
        plain_fps=1 / float(np.median(theirs)),
        fps=1 / float(np.median(ours)),
        times=float(np.median(theirs) / np.median(ours)),
        mean_times=float(np.mean(theirs) / np.mean(ours)),
        found={width: _found(faces, boxes) for width, boxes in truth.items()},
        overlap={width: _overlap(faces, boxes) for width, boxes in truth.items()},
        changes=_changes(faces, frames, engine, yunet),
        step_seconds={fps: step_delay(fps, engine.card.certainty) for fps in (24, 10)},
    )


def plain_loop(model: Path) -> Callable[[np.ndarray], list[int]]:
    """What tutorials do with one frame, BGR: a label for each face."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    from fer_edge.training.keras_engine import load_keras

    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    network, cascade = load_keras(model), cv2.CascadeClassifier(str(HAAR_CASCADE))

    def read(image: np.ndarray) -> list[int]:
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        labels = []
        for x, y, width, height in cascade.detectMultiScale(grey, 1.3, 5):
            face = cv2.resize(grey[y : y + height, x : x + width], (48, 48))
            labels.append(int(network.predict(face[None, ..., None], verbose=0).argmax()))
        return labels

    return read


def step_delay(fps: int, certainty: Certainty = Certainty()) -> float:
    """Seconds after which the label follows a change from happy to sad; the answers are 70 % sure."""
    smoother = Smoother(certainty=certainty)
    happy, sad = (np.full(7, 0.3 / 6) for _ in range(2))
    happy[3] = sad[5] = 0.7
    for frame in range(2 * fps):
        smoother.update(frame / fps, 1, happy)
    return next(n / fps for n in range(10 * fps) if smoother.update(2 + n / fps, 1, sad).label == 5)


def _timed(call: Callable, *taken) -> tuple[float, list]:
    began = time.perf_counter()
    given = call(*taken)
    return time.perf_counter() - began, given


def _every_frame(detector: YuNet, frames: list[Frame]) -> list[np.ndarray]:
    return [detector.detect(frame.image) for frame in frames]


def _found(faces: list[list[Face]], truth: list[np.ndarray]) -> float:
    return float(np.mean([bool(found) for found, boxes in zip(faces, truth, strict=True) if len(boxes)]))


def _overlap(faces: list[list[Face]], truth: list[np.ndarray]) -> float:
    """Mean, over YuNet's boxes, of the best overlap with one of ours; 0 where there is none."""
    shares = [
        max((overlap(np.array(face.box), box) for face in found), default=0.0)
        for found, boxes in zip(faces, truth, strict=True)
        for box in boxes
    ]
    return float(np.mean(shares))


def _changes(faces: list[list[Face]], frames: list[Frame], engine: Engine, yunet: Path) -> dict[str, float]:
    """Label changes per minute of the face on the clip, smoothed and not."""
    raw = FacePipeline(YuNet(yunet), engine, PipelineSettings(smoothing=0))
    detector = YuNet(yunet)
    bare = []
    for frame in frames:  # A fresh pipeline for each frame: nothing is followed and nothing remembered.
        bare.append(FacePipeline(detector, engine, PipelineSettings(smoothing=0)).read(frame))
    runs = {"smoothed": faces, "unsmoothed": [raw.read(frame) for frame in frames], "every_frame": bare}
    minutes = (frames[-1].time - frames[0].time) / 60
    return {name: _count(run) / minutes for name, run in runs.items()}


def _count(faces: list[list[Face]]) -> int:
    labels = [found[0].label for found in faces if found]
    return sum(before != after for before, after in pairwise(labels))


def main(
    source: Annotated[Path, typer.Option(help="A video with one face.")],
    yunet: Annotated[Path, typer.Option(envvar="FER_EDGE_YUNET", help="YuNet's ONNX file.")],
    model: Annotated[Path, typer.Option(help="A model's folder.")] = Path("models/edge"),
    plain_frames: Annotated[int, typer.Option(min=3, help="Frames for the plain loop, which is slow.")] = 100,
    json: Annotated[str | None, typer.Option(help='The result and the board as JSON, "-" for stdout.')] = None,
) -> None:
    """Time our loop beside the plain one, and say how well ours finds and how calmly it answers."""
    result = compare(source, yunet, model, plain_frames)
    show(result)
    if json:
        write_json({"board": read_board(), **measured(model, source), **asdict(result)}, json)


def measured(model: Path, clip: Path) -> dict[str, dict[str, str]]:
    """Our loop's model file, that of the plain loop, and the clip, by name and sha256."""
    files = {"model": model / "model.int8.onnx", "plain_model": model / "model.keras", "clip": clip}
    return {what: name_file(path) for what, path in files.items()}


def show(result: Result) -> None:
    """Print the result on stderr, as a small table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, title="our loop beside the plain one, one thread, decoding excluded")
    for name in ("", "ours", "plain, or YuNet on every frame"):
        table.add_column(name)
    table.add_row("frames measured", f"{result.frames} x {PASSES}", f"{result.plain_frames} of them")
    table.add_row("frames per second", f"{result.fps:.0f}", f"{result.plain_fps:.1f}")
    table.add_row("times as fast", f"{result.times:.0f} (by means {result.mean_times:.0f})", "1")
    for width in result.found:
        table.add_row("faces found", f"{result.found[width]:.1%}", f"at width {width}")
        table.add_row("mean overlap", f"{result.overlap[width]:.3f}", f"at width {width}")
    changes = result.changes
    table.add_row("label changes a minute", f"{changes['smoothed']:.1f}", f"unsmoothed {changes['unsmoothed']:.1f}")
    table.add_row("", "", f"every frame on its own {changes['every_frame']:.1f}")
    for fps, seconds in result.step_seconds.items():
        table.add_row("delay of a step", f"{seconds:.2f} s", f"at {fps} frames per second")
    Console(stderr=True).print(table)
    note("the plain loop: Haar on the whole frame and Keras predict per face; ours: as fer-edge run has it")


if __name__ == "__main__":
    typer.run(main)
