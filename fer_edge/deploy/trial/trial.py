"""The loop on the built-in clip: how fast it is here, and whether it finds and reads the face."""

from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import Any

from fer_edge.deploy.trial.clip import PortraitClip
from fer_edge.errors import GateError
from fer_edge.runtime.settings import (
    DetectorSettings,
    EngineSettings,
    LoopSettings,
    ModelSettings,
    PipelineSettings,
)
from fer_edge.runtime.types import Face, Frame

LEAST_SHARE = 0.5
"""Of the frames that have to show the face; both detectors find it in all of them."""


@dataclass(frozen=True, kw_only=True)
class TrialSettings:
    """What the loop is tried with; as `run` takes it."""

    model: ModelSettings = ModelSettings()
    engine: EngineSettings = EngineSettings()
    detector: DetectorSettings = DetectorSettings()
    reading: PipelineSettings = PipelineSettings()

    @classmethod
    def of(cls, options: dict[str, Any]) -> "TrialSettings":
        """Those among the settings of `run`, by its doorway's parameters; the rest is left out."""
        return cls(**{field.name: options[field.name] for field in fields(cls) if field.name in options})


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of it. seconds: how long it ran. fps: frames per second, as many as it could. labels: frames by label.

    model: the file that answered. detector: its name. threads: for one inference.
    """

    seconds: float
    frames: int
    frames_with_face: int
    fps: float
    labels: dict[str, int]
    model: str
    detector: str
    threads: int

    def as_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        seen = ", ".join(self.labels) or "no label"
        return (
            f"{self.fps:.1f} frames/s, {self.frames_with_face} of {self.frames} with a face ({seen}; "
            f"{self.model}, {self.detector}, threads: {self.threads})"
        )


def try_loop(seconds: float, settings: TrialSettings = TrialSettings()) -> Trial:
    """Run the loop for so many seconds on the built-in clip, without an output.

    Raises what opening a model or detector raises; ProbeError where no file of the model answers as at its export.
    """
    from fer_edge.artifact.store import find_model_file
    from fer_edge.runtime.detection.opening import open_detector
    from fer_edge.runtime.engines.fallback import open_model
    from fer_edge.runtime.loop import LoopHooks, run_loop
    from fer_edge.runtime.pipeline import FacePipeline
    from fer_edge.runtime.status import Status

    opened = open_model(find_model_file(settings.model.model), settings.engine.threads)
    wanted = settings.detector
    finder = open_detector(wanted.detector, wanted.yunet, wanted.search_width)
    pipeline, clip = FacePipeline(finder, opened.engine, settings.reading), PortraitClip(seconds)
    status, labels = Status(model_file=opened.path.name, fallback=opened.instead), Counter[str]()

    def count(frame: Frame, faces: list[Face]) -> None:
        labels.update({face.label for face in faces})

    run_loop(clip, pipeline, [], LoopSettings(), status, LoopHooks(seen=count))
    status.end()
    told = status.snapshot()
    return Trial(
        seconds=round(told["seconds"], 3),
        frames=told["frames"],
        frames_with_face=told["frames_with_face"],
        fps=round(told["average_fps"], 2),
        labels=dict(labels.most_common()),
        model=opened.path.name,
        detector=finder.name,
        threads=settings.engine.threads,
    )


def check_trial(trial: Trial) -> None:
    """Raises GateError when the loop has not found the face that is in every frame of the clip."""
    if not trial.frames:
        raise GateError(f"the loop read no frame in {trial.seconds:.0f} s: expected some; try it for longer")
    if trial.frames_with_face < LEAST_SHARE * trial.frames:
        raise GateError(
            f"the loop found a face in {trial.frames_with_face} of {trial.frames} frames of the built-in clip: "
            f"expected nearly all; try another --detector, or install fer-edge again"
        )
