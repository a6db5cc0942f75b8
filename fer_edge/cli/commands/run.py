"""The doorway `fer-edge run`."""

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from fer_edge.cli.config import ConfigFile, is_given, one_of
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, write_json
from fer_edge.runtime.settings import (
    DetectorSettings,
    EngineSettings,
    JournalSettings,
    LoopSettings,
    ModelSettings,
    OutputSettings,
    PipelineSettings,
    SourceSettings,
)

if TYPE_CHECKING:
    from fer_edge.runtime.engines.fallback import OpenedModel
    from fer_edge.runtime.engines.selected import MeantModel
    from fer_edge.runtime.journal.journal import Journal
    from fer_edge.runtime.status import Status
    from fer_edge.runtime.types import FaceDetector, Pipeline


@with_settings
def run(
    ctx: typer.Context,
    source: SourceSettings,
    loop: LoopSettings,
    model: ModelSettings,
    engine: EngineSettings,
    detector: DetectorSettings,
    reading: PipelineSettings,
    outputs: OutputSettings,
    journal: JournalSettings,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Find the faces of a camera, video or pictures and say what they express, frame by frame.

    Still pictures are read each by itself.
    No picture leaves the process unless --save or --web asks for it. Ctrl-C ends with every file whole.
    """
    from fer_edge.runtime.sources.opening import check_source

    camera, named = one_of(ctx, "camera", "source")
    source = replace(source, camera=camera, source=named)
    stills = check_source(source)
    from fer_edge.runtime.detection.opening import yunet_places
    from fer_edge.runtime.engines.selected import find_meant
    from fer_edge.runtime.journal.opening import open_journal

    with open_journal(journal, source, note) as kept:
        meant = find_meant(model.model)
        check_apart(ctx, meant.path, *model_files(meant.path.parent), *yunet_places())
        opened = _open_model(meant, engine.threads if is_given(ctx, "threads") else None)
        if stills:
            pipeline = _open_still_pipeline(opened, None if source.whole else detector, reading.level)
        else:
            pipeline = _open_pipeline(opened, detector, replace(reading, fps=source.fps))
        status = _loop(source, outputs, pipeline, replace(loop, fps=source.fps), kept, opened)
    if json:
        write_json(status.snapshot(), json)


def _open_model(meant: "MeantModel", threads: int | None) -> "OpenedModel":
    """threads: None where nobody said how many."""
    from fer_edge.runtime.engines.selected import open_meant

    if meant.fault:
        note(meant.fault)
    opened = open_meant(meant, threads)
    if opened.notice:
        note(opened.notice)
    return opened


def _open_pipeline(opened: "OpenedModel", detector: DetectorSettings, reading: PipelineSettings) -> "Pipeline":
    from fer_edge.runtime.pipeline import FacePipeline

    return FacePipeline(_open_finder(opened, detector), opened.engine, reading)


def _open_still_pipeline(opened: "OpenedModel", detector: DetectorSettings | None, level: bool) -> "Pipeline":
    """detector: None where each picture is a face already."""
    from fer_edge.runtime.stills.pipeline import StillPipeline

    if detector is None:
        note(f"model {_called(opened)}, each picture a face")
        return StillPipeline(None, opened.engine)
    return StillPipeline(_open_finder(opened, detector), opened.engine, level)


def _open_finder(opened: "OpenedModel", detector: DetectorSettings) -> "FaceDetector":
    from fer_edge.runtime.detection.opening import open_detector
    from fer_edge.runtime.pipeline import missing_rule

    finder = open_detector(detector.detector, detector.yunet, detector.search_width)
    note(f"model {_called(opened)}, detector {finder.name}")
    if lack := missing_rule(opened.engine.card, finder.name):
        note(lack)
    return finder


def _called(opened: "OpenedModel") -> str:
    return f"{opened.path} (selected here: {opened.selected})" if opened.selected else str(opened.path)


def _loop(
    source: SourceSettings,
    outputs: OutputSettings,
    pipeline: "Pipeline",
    loop: LoopSettings,
    journal: "Journal",
    opened: "OpenedModel",
) -> "Status":
    from fer_edge.deploy.notify import Notifier
    from fer_edge.runtime.loop import LoopHooks, run_loop
    from fer_edge.runtime.sinks.opening import open_sinks
    from fer_edge.runtime.sources.opening import open_source
    from fer_edge.runtime.status import Status, closing_line
    from fer_edge.system.signals import stop_event

    status = Status(model_file=opened.path.name, fallback=opened.instead, selected=opened.selected)
    with stop_event() as stop, ExitStack() as stack:
        frames = open_source(source, journal.report)
        stack.callback(frames.close)
        sinks = open_sinks(stack, outputs, pipeline.labels, frames, status, journal.report)
        notifier = Notifier.from_environment()
        stack.callback(notifier.stopping)  # Last in, first out: systemd hears of it before the outputs are closed.
        journal.begin(opened.path, pipeline.card, status, sinks, stop)
        hooks = LoopHooks(stop=stop, alive=notifier.alive, seen=journal.totals.add)
        try:
            run_loop(frames, pipeline, sinks, loop, status, hooks)
        finally:
            status.end()
    note(closing_line(status.snapshot()))
    return status
