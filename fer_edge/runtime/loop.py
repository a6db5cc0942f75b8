"""The loop: take a frame, read its faces, hand them on."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fer_edge.runtime.settings import LoopSettings
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, FrameSource, Pipeline, Sink, StopLoop


@dataclass(frozen=True, kw_only=True)
class LoopHooks:
    """What the loop answers to. stop: once set, the loop ends. alive: called in each turn, frame or none.

    seen: called with each frame and its faces, before the sinks; it must be quick.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    alive: Callable[[], None] = lambda: None
    seen: Callable[[Frame, list[Face]], None] = lambda frame, faces: None


def run_loop(
    source: FrameSource,
    pipeline: Pipeline,
    sinks: Sequence[Sink],
    settings: LoopSettings,
    status: Status,
    hooks: LoopHooks | None = None,
) -> None:
    """Run until the source ends, `stop` is set, a sink raises StopLoop, or max_frames; count in `status`."""
    hooks = hooks or LoopHooks()
    status.watch(source, sinks)
    limit = _RateLimit(settings.fps if source.live else 0.0)
    frames = iter(source)
    while not hooks.stop.is_set():
        with pipeline.stages.time("read"):
            frame = next(frames, _END)
        hooks.alive()
        if frame is _END:
            break
        if frame is None:
            continue
        if not limit.takes(frame):
            status.skipped += 1
            continue
        faces = pipeline.read(frame)
        status.count(faces)
        status.failed_answers = pipeline.failed
        hooks.seen(frame, faces)
        try:
            with pipeline.stages.time("sinks"):
                for sink in sinks:
                    sink.write(frame, faces)
        except StopLoop:
            break
        if status.frames == settings.max_frames:
            break


_END = Frame(index=-1, time=0.0, image=None)  # type: ignore[arg-type]  # Not None: that says "none at the moment".


class _RateLimit:
    """Chooses frames so that not more than `fps` a second go through, evenly; 0 lets all through."""

    def __init__(self, fps: float) -> None:
        self._step, self._due = 1 / fps if fps else 0.0, 0.0

    def takes(self, frame: Frame) -> bool:
        """Whether this frame is due."""
        if not self._step:
            return True
        if frame.time + self._step / 10 < self._due:  # A camera's clock trembles.
            return False
        self._due = max(self._due + self._step, frame.time)
        return True
