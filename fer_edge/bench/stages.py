"""The whole loop, measured: what each stage of a frame takes, over a recorded source of which no frame is dropped."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fer_edge.runtime.engine import Engine
from fer_edge.runtime.loop import LoopSettings, run_loop
from fer_edge.runtime.reader import Reader
from fer_edge.runtime.seams import FaceDetector, FrameSource
from fer_edge.runtime.status import Status


@dataclass(frozen=True, kw_only=True)
class LoopTimes:
    """fps: frames per second with reading. fps_without_read: the same, decoding excluded.

    frames, frames_with_face: counts. stages: by name, p50, p95 and p99 in milliseconds per frame.
    """

    detector: str
    runtime: str
    frames: int
    frames_with_face: int
    fps: float
    fps_without_read: float
    stages: dict[str, dict[str, float]]


def time_loop(open_source: Callable[[], FrameSource], detector: FaceDetector, engine: Engine) -> LoopTimes:
    """Run the loop over a source twice, without sinks; the first pass, of 20 frames, is warm-up and not counted."""
    for frames in (20, 0):
        reader, status, source = Reader(detector, engine), Status(), open_source()
        try:
            run_loop(source, reader, [], LoopSettings(max_frames=frames), status)
        finally:
            source.close()
    taken = {name: np.array(seconds) for name, seconds in reader.stages.seconds.items() if name != "sinks"}
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


def _percentiles(seconds: np.ndarray) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(seconds, share)) * 1000 for share in (50, 95, 99)}
