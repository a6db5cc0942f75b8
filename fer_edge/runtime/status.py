"""What a run has done so far, for whoever asks: the closing line, the web page, MQTT, metrics."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from fer_edge.runtime.types import Face, FrameSource, Sink, SourceCounts
from fer_edge.system.clocks import Meter

TEMPERATURE = "/sys/class/thermal/thermal_zone0/temp"
"""Where Linux says how hot the processor is, in thousandths of a degree Celsius."""


class Status:
    """Counters of one run. The loop alone writes; `snapshot` may be called from any thread.

    clock: seconds, monotonic. model_file: the name of the file that answers. fallback: why it is not the one that was
    meant; None: it is. selected: why `bench --select` chose it; None: it did not.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        model_file: str | None = None,
        fallback: str | None = None,
        selected: str | None = None,
    ) -> None:
        self._clock, self._began = clock, clock()
        self._ended: float | None = None
        self._meter = Meter(clock)
        self._source: FrameSource | None = None
        self._sinks: Sequence[Sink] = ()
        self.fallback, self.selected = fallback, selected
        self._model = {"model_file": model_file, "fallback": fallback, "selected": selected}
        self.frames = self.frames_with_face = self.skipped = self.faces = self.failed_answers = 0

    def watch(self, source: FrameSource, sinks: Sequence[Sink]) -> None:
        """Begin: from now on their counters are part of the snapshot."""
        self._source, self._sinks, self._began = source, sinks, self._clock()

    def count(self, faces: list[Face]) -> None:
        """One frame went through the loop."""
        self.frames += 1
        self.frames_with_face += bool(faces)
        self.faces = len(faces)
        self._meter.tick()

    def end(self) -> None:
        """The loop is over: no time passes any more."""
        self._ended = self._clock()

    def snapshot(self) -> dict[str, Any]:
        """Plain values. seconds: of the run so far. fps: of the last frames; average_fps: of the whole run.

        skipped: frames left out to keep to the frame rate. failed_answers: of the model, for a face, that were no
        numbers. missed: by sink, frames it was too slow or too dead
        for. temperature: of the processor, degrees Celsius, or None. The rest as in SourceCounts and this class.
        """
        seconds = (self._clock() if self._ended is None else self._ended) - self._began
        counts = self._source.counts if self._source else SourceCounts()
        return {
            **self._model,
            "frames": self.frames,
            "frames_with_face": self.frames_with_face,
            "faces": self.faces,
            "seconds": seconds,
            "fps": self._meter.fps,
            "average_fps": self.frames / seconds if seconds > 0 else 0.0,
            "skipped": self.skipped,
            "failed_answers": self.failed_answers,
            **vars(counts),
            "missed": {sink.name: getattr(sink, "missed", 0) for sink in self._sinks},
            "temperature": _temperature(),
        }


def closing_line(final: dict[str, Any]) -> str:
    """What a run did, and only those losses that there were, from the snapshot after its sinks were closed."""
    plural = "s" * (final["frames"] != 1)
    line = (
        f"{final['frames']} frame{plural}, {final['frames_with_face']} with a face, {final['average_fps']:.1f} frames/s"
    )
    losses = ("dropped", "dropped"), ("skipped", "left out for --fps"), ("failed", "unreadable")
    for key, words in (*losses, ("failed_answers", "answers of the model that were no numbers")):
        line += f", {final[key]} {words}" if final[key] else ""
    if final["reconnects"] or final["blind_seconds"]:
        line += f", {final['reconnects']} times back after {final['blind_seconds']:.1f} s blind in all"
    return line + "".join(f", {name} missed {count}" for name, count in final["missed"].items() if count)


def _temperature() -> float | None:
    try:
        with open(TEMPERATURE, encoding="ascii") as file:
            return int(file.read()) / 1000
    except (OSError, ValueError):
        return None
