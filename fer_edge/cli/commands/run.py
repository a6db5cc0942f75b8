"""The doorway `fer-edge run`."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from fer_edge.artifact.store import find_model
from fer_edge.cli.completion import complete_camera, complete_detector, complete_model
from fer_edge.cli.config import ConfigFile, one_of
from fer_edge.cli.console import note
from fer_edge.cli.output import writable, write_json
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.address import parse_address

if TYPE_CHECKING:
    from fer_edge.runtime.loop import LoopSettings
    from fer_edge.runtime.pipeline import FacePipeline
    from fer_edge.runtime.sinks.opening import OutputSettings
    from fer_edge.runtime.sources.opening import SourceSettings
    from fer_edge.runtime.status import Status
    from fer_edge.runtime.types import Engine

FILES = ("model.int8.onnx", "model.onnx")
FROM, ANSWER, OUT = "What is watched", "How it is read", "Where the answers go"


class FrameSize(NamedTuple):
    """In pixels. A name of its own, since Typer takes a plain tuple for two arguments."""

    width: int
    height: int


def _size(text: str) -> FrameSize:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise UsageError(f"--size {text}: expected WIDTHxHEIGHT in pixels, such as 640x480")
    return FrameSize(int(width), int(height))


def _is_address(param: typer.CallbackParam, text: str | None) -> str | None:
    """Look at the option before the camera is opened, or a service installed that would only stumble over it."""
    if text is not None:
        parse_address(text, f"--{param.name}")
    return text


Camera = Annotated[
    str | None,
    typer.Option(
        help="Index, device, or csi; 0 without --source.", autocompletion=complete_camera, rich_help_panel=FROM
    ),
]
Source = Annotated[
    str | None,
    typer.Option(help='Video, image, folder, rtsp://, http://, "-": raw frames.', rich_help_panel=FROM),
]
Size = Annotated[
    FrameSize | None,
    typer.Option(help="Of the camera's or the raw frames.", parser=_size, metavar="WIDTHxHEIGHT", rich_help_panel=FROM),
]
Fps = Annotated[
    float,
    typer.Option(
        min=0, help="Frames per second of a live source at the most, of raw frames; 0: all.", rich_help_panel=FROM
    ),
]
Still = Annotated[
    bool,
    typer.Option("--still", help="The picture may rightly stand still, as a test pattern's.", rich_help_panel=FROM),
]
MaxFrames = Annotated[int, typer.Option(min=0, help="Stop after so many frames; 0: never.", rich_help_panel=FROM)]
ModelName = Annotated[
    str | None,
    typer.Option(
        help="A model's name, folder or file; the last one trained.",
        autocompletion=complete_model,
        rich_help_panel=ANSWER,
    ),
]
Detector = Annotated[
    str,
    typer.Option(
        help="auto (YuNet when its file is there), yunet or haar.",
        autocompletion=complete_detector,
        rich_help_panel=ANSWER,
    ),
]
YuNet = Annotated[Path | None, typer.Option(help="YuNet's ONNX file.", rich_help_panel=ANSWER)]
Threads = Annotated[int, typer.Option(min=1, help="For one inference.", rich_help_panel=ANSWER)]
Smoothing = Annotated[
    float, typer.Option(min=0, help="Seconds over which answers are averaged.", rich_help_panel=ANSWER)
]
Mirror = Annotated[
    bool, typer.Option(help="Read every second frame mirrored: smoothing averages both.", rich_help_panel=ANSWER)
]
Headless = Annotated[bool, typer.Option("--headless", help="No window.", rich_help_panel=OUT)]
JsonLines = Annotated[
    str | None, typer.Option(help='One JSON object per frame to this file, "-" for stdout.', rich_help_panel=OUT)
]
JsonlMegabytes = Annotated[
    float, typer.Option(min=0, max=1e6, help="Begin a new file at this size; 0: never.", rich_help_panel=OUT)
]
Table = Annotated[
    Path | None, typer.Option(help="CSV: seconds per person, minute and expression.", rich_help_panel=OUT)
]
Save = Annotated[Path | None, typer.Option(help="The annotated video: .mp4, .avi or .mkv.", rich_help_panel=OUT)]
Mqtt = Annotated[
    str | None,
    typer.Option(help="Such as mqtts://pi@host:8883/topic; FER_EDGE_MQTT_PASSWORD.", rich_help_panel=OUT),
]
Metrics = Annotated[
    str | None,
    typer.Option(help="[HOST:]PORT for Prometheus, or JSON at /json.", callback=_is_address, rich_help_panel=OUT),
]
Web = Annotated[str | None, typer.Option(help="[HOST:]PORT of a live page.", callback=_is_address, rich_help_panel=OUT)]
Token = Annotated[
    str | None,
    typer.Option(help="What viewers from elsewhere must know.", envvar="FER_EDGE_TOKEN", rich_help_panel=OUT),
]
JsonOut = Annotated[
    str | None,
    typer.Option(help='A summary as JSON to this file, "-" for stdout.', callback=writable, rich_help_panel=OUT),
]


def run(
    ctx: typer.Context,
    config: ConfigFile = None,
    camera: Camera = None,
    source: Source = None,
    size: Size = None,
    fps: Fps = 0.0,
    still: Still = False,
    max_frames: MaxFrames = 0,
    model: ModelName = None,
    detector: Detector = "auto",
    yunet: YuNet = None,
    threads: Threads = 1,
    smoothing: Smoothing = 0.3,
    mirror: Mirror = True,
    headless: Headless = False,
    jsonl: JsonLines = None,
    jsonl_megabytes: JsonlMegabytes = 0.0,
    table: Table = None,
    save: Save = None,
    mqtt: Mqtt = None,
    metrics: Metrics = None,
    web: Web = None,
    token: Token = None,
    json: JsonOut = None,
) -> None:
    """Find the faces of a camera, video or images and say what they express, frame by frame.

    No picture leaves the process unless --save or --web asks for it. Ctrl-C ends with every file whole.
    """
    camera, source = one_of(ctx, "camera", "source")
    path = find_model_file(model)
    from fer_edge.runtime.detection.opening import open_detector
    from fer_edge.runtime.engines.opening import open_engine
    from fer_edge.runtime.loop import LoopSettings
    from fer_edge.runtime.pipeline import FacePipeline, PipelineSettings, missing_rule
    from fer_edge.runtime.sinks.opening import OutputSettings
    from fer_edge.runtime.sources.opening import SourceSettings

    engine, finder = open_engine(path, threads), open_detector(detector, yunet)
    note(f"model {path}, detector {finder.name}")
    if lack := missing_rule(engine.card, finder.name):
        note(lack)
    watched = SourceSettings(
        camera=camera or "0" if source is None else None, source=source, size=size, fps=fps, still=still
    )
    outputs = OutputSettings(
        window=not headless,
        jsonl=jsonl,
        jsonl_megabytes=jsonl_megabytes,
        table=table,
        save=save,
        mqtt=mqtt,
        metrics=metrics,
        web=web,
        token=token,
    )
    pipeline = FacePipeline(finder, engine, PipelineSettings(smoothing=smoothing, fps=fps, mirror=mirror))
    status = _loop(watched, outputs, pipeline, LoopSettings(max_frames=max_frames, fps=fps), engine)
    if json:
        write_json(status.snapshot(), json)


def _loop(
    watched: "SourceSettings",
    outputs: "OutputSettings",
    pipeline: "FacePipeline",
    settings: "LoopSettings",
    engine: "Engine",
) -> "Status":
    from fer_edge.deploy.notify import Notifier
    from fer_edge.runtime.loop import LoopHooks, run_loop
    from fer_edge.runtime.sinks.opening import open_sinks
    from fer_edge.runtime.sources.opening import open_source
    from fer_edge.runtime.status import Status

    status = Status()
    with _until_told() as stop, ExitStack() as stack:
        frames = open_source(watched, note)
        stack.callback(frames.close)
        sinks = open_sinks(stack, outputs, engine.card.labels, frames, status, note)
        notifier = Notifier.from_environment()
        stack.callback(notifier.stopping)  # Last in, first out: systemd hears of it before the outputs are closed.
        try:
            run_loop(frames, pipeline, sinks, settings, status, LoopHooks(stop=stop, alive=notifier.alive))
        finally:
            status.end()
    note(_closing_line(status.snapshot()))
    return status


def _closing_line(final: dict[str, Any]) -> str:
    """What a run did, and only those losses that there were; sinks are closed by now, so theirs are all counted."""
    plural = "s" * (final["frames"] != 1)
    line = (
        f"{final['frames']} frame{plural}, {final['frames_with_face']} with a face, {final['average_fps']:.1f} frames/s"
    )
    for key, words in (("dropped", "dropped"), ("skipped", "left out for --fps"), ("failed", "unreadable")):
        line += f", {final[key]} {words}" if final[key] else ""
    if final["reconnects"] or final["blind_seconds"]:
        line += f", {final['reconnects']} times back after {final['blind_seconds']:.1f} s blind in all"
    return line + "".join(f", {name} missed {count}" for name, count in final["missed"].items() if count)


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets, so that a frame under way is finished; a second Ctrl-C interrupts."""
    stop = threading.Event()

    def tell(number, frame):
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def find_model_file(model: str | None) -> Path:
    """The file that --model means. Raises MissingError when there is no such model."""
    if model is not None and (Path(model).suffix in (".onnx", ".tflite") or Path(model).is_file()):
        return Path(model)
    folder = find_model(model, FILES)
    return next(folder / name for name in FILES if (folder / name).is_file())
