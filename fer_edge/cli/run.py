"""The doorway `fer-edge run`."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.console import note
from fer_edge.cli.data import write_json
from fer_edge.errors import UsageError
from fer_edge.store import find_model

if TYPE_CHECKING:
    from fer_edge.runtime.seams import FrameSource, Sink

FILES = ("model.int8.onnx", "model.onnx")


def run(
    camera: Annotated[int | None, typer.Option(min=0, help="Index of a camera; 0 if there is no --source.")] = None,
    source: Annotated[Path | None, typer.Option(help="A video, an image, or a folder of images.")] = None,
    model: Annotated[str | None, typer.Option(help="A model's name, folder or file; the last one trained.")] = None,
    detector: Annotated[str, typer.Option(help="auto (YuNet when its file is there), yunet or haar.")] = "auto",
    yunet: Annotated[Path | None, typer.Option(help="YuNet's ONNX file.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No window.")] = False,
    jsonl: Annotated[str | None, typer.Option(help='One JSON object per frame to this file, "-" for stdout.')] = None,
    save: Annotated[Path | None, typer.Option(help="The annotated video, .mp4.")] = None,
    max_frames: Annotated[int, typer.Option(min=0, help="Stop after so many frames; 0: never.")] = 0,
    threads: Annotated[int, typer.Option(min=1, help="For one inference.")] = 1,
    smoothing: Annotated[float, typer.Option(min=0, help="Seconds over which answers are averaged.")] = 0.3,
    json: Annotated[str | None, typer.Option(help='Write a summary as JSON to this file, "-" for stdout.')] = None,
) -> None:
    """Find the faces of a camera, video or images and say what they express, frame by frame."""
    if camera is not None and source is not None:
        raise UsageError("--camera and --source exclude each other: name one")
    path = _model_file(model)
    from fer_edge.runtime.engine import open_engine
    from fer_edge.runtime.faces import open_detector
    from fer_edge.runtime.loop import Reader, RunSettings, Summary, run_loop

    engine = open_engine(path, threads)
    finder = open_detector(detector, yunet)
    note(f"model {path}, detector {finder.name}")
    summary = Summary()
    try:
        with ExitStack() as stack:
            frames = _open_source(camera, source)
            stack.callback(frames.close)
            sinks = _open_sinks(stack, frames, engine.card.labels, (headless, jsonl, save))
            settings = RunSettings(max_frames=max_frames, smoothing=smoothing)
            run_loop(frames, Reader(finder, engine, smoothing), sinks, settings, summary)
    finally:
        # Ctrl-C ends here too: by now every file is closed.
        if summary.frames:
            note(f"{summary.frames} frames, {summary.frames_with_face} with a face, {summary.fps:.1f} frames/s")
    if json:
        write_json(asdict(summary), json)


def _model_file(model: str | None) -> Path:
    if model is not None and Path(model).suffix in (".onnx", ".tflite"):
        return Path(model)
    folder = find_model(model, FILES)
    return next(folder / name for name in FILES if (folder / name).is_file())


def _open_source(camera: int | None, source: Path | None) -> "FrameSource":
    if source is not None:
        from fer_edge.runtime.sources.files import open_files

        return open_files(source)
    from fer_edge.runtime.sources.camera import Camera

    return Camera(camera or 0)


def _open_sinks(
    stack: ExitStack, frames: "FrameSource", labels: tuple[str, ...], asked: tuple[bool, str | None, Path | None]
) -> "list[Sink]":
    from fer_edge.runtime.sinks import window
    from fer_edge.runtime.sinks.jsonl import JsonLines
    from fer_edge.runtime.sinks.video import VideoFile

    headless, jsonl, save = asked
    sinks: list[Sink] = []
    if jsonl:
        sinks.append(JsonLines(jsonl, labels))
    if save:
        sinks.append(VideoFile(save, frames.fps, labels))
    if not headless and window.available():
        sinks.append(window.Window(labels))
    elif not headless:
        note("no display: going on without a window")
    for sink in sinks:
        stack.callback(sink.close)
    return sinks
