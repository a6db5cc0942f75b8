"""The whole loop, measured: what each stage of a frame takes, over a recorded source of which no frame is dropped."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fer_edge.runtime.detection.opening import open_detector
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.loop import run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.settings import DetectorSettings, LoopSettings, PipelineSettings
from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Engine, Face, FaceDetector, Frame, FrameSource
from fer_edge.system.clocks import Stages


@dataclass(frozen=True, kw_only=True)
class LoopTimes:
    """fps: frames per second with everything. fps_without_read: the same, decoding excluded.

    frames, frames_with_face: counts. stages: by name, p50, p95 and p99 in milliseconds per frame; "draw" is the
    annotated picture, "sinks" a JSON line written to a file.
    """

    detector: str
    runtime: str
    frames: int
    frames_with_face: int
    fps: float
    fps_without_read: float
    stages: dict[str, dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class LoopRow:
    """The loop with one model file."""

    file: Path
    times: LoopTimes


class Drawing:
    """A sink that draws each frame and drops it, and times that as a stage of its own."""

    name = "draw"

    def __init__(self, stages: Stages, labels: tuple[str, ...]):
        self._stages, self._labels = stages, labels

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Draw a frame."""
        with self._stages.time("draw"):
            annotate(frame.image, faces, self._labels, 0.0)

    def close(self) -> None:
        """Nothing is held."""


def time_files(files: Sequence[Path], source: Path, settings: DetectorSettings) -> Iterator[LoopRow]:
    """Time the loop over a recording with each model file, everything on one thread."""
    cv2.setNumThreads(1)  # The detector is part of the loop and would take every core.
    for path in files:
        detector = open_detector(settings.detector, settings.yunet, settings.search_width)
        times = time_loop(lambda: open_files(source), detector, open_engine(path, threads=1))
        yield LoopRow(file=path, times=times)


def time_loop(
    open_source: Callable[[], FrameSource],
    detector: FaceDetector,
    engine: Engine,
    settings: PipelineSettings | None = None,
) -> LoopTimes:
    """Run the loop over a source twice; the first pass, of 20 frames, is warm-up and not counted."""
    for frames in (20, 0):
        pipeline = FacePipeline(detector, engine, settings or PipelineSettings())
        status = _run(open_source(), pipeline, engine.card.labels, frames)
    taken = {name: np.array(seconds) for name, seconds in pipeline.stages.seconds.items()}
    taken["sinks"] = taken["sinks"] - taken["draw"]  # The loop times its sinks together, and drawing is one of them.
    work = sum(float(seconds.mean()) for name, seconds in taken.items() if name != "read")
    return LoopTimes(
        detector=detector.name,
        runtime=engine.runtime,
        frames=status.frames,
        frames_with_face=status.frames_with_face,
        fps=status.snapshot()["average_fps"],
        fps_without_read=1 / work,
        stages={name: _percentiles(seconds) for name, seconds in taken.items()},
    )


def _run(source: FrameSource, pipeline: FacePipeline, labels: tuple[str, ...], frames: int) -> Status:
    """Run the loop over a source, to its end or for so many frames, into a drawing and a file of JSON lines."""
    status = Status()
    with tempfile.TemporaryDirectory() as folder:
        lines = JsonLines(str(Path(folder) / "faces.jsonl"), labels)
        try:
            run_loop(
                source, pipeline, [Drawing(pipeline.stages, labels), lines], LoopSettings(max_frames=frames), status
            )
        finally:
            lines.close()
            source.close()
    return status


def _percentiles(seconds: np.ndarray) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(seconds, share)) * 1000 for share in (50, 95, 99)}
