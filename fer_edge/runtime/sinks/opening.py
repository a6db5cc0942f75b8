"""Which outputs a run has, and their opening; each sink is a file of its own under `sinks/`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from fer_edge.errors import UsageError
from fer_edge.runtime.settings import OutputSettings
from fer_edge.runtime.sinks.threaded import ThreadedSink
from fer_edge.runtime.status import Status
from fer_edge.runtime.stills.source import Pictures
from fer_edge.runtime.types import FrameSource, Report, Sink


def open_sinks(
    stack: ExitStack,
    settings: OutputSettings,
    labels: tuple[str, ...],
    source: FrameSource,
    status: Status,
    report: Report,
) -> list[Sink]:
    """Open every sink that is asked for; `stack` closes them. labels: names of the probabilities.

    The sinks of a live source write in threads of their own, so that a slow one costs the loop nothing. Those of
    a recording write in the loop: every frame arrives, however slow they are.
    Raises UsageError when two of them would write into one file, or one into the recording.
    """
    _check_apart(settings, source)
    sinks: list[Sink] = []
    stack.callback(_close, sinks)
    for sink in _sinks(settings, labels, source, status, report):
        sinks.append(ThreadedSink(sink, report) if source.live and sink.name != "window" else sink)
    if not sinks:
        report("the answers go nowhere: --jsonl - writes them, --web 8080 shows them")
    return sinks


def _check_apart(settings: OutputSettings, source: FrameSource) -> None:
    """Before anything is opened, for to open is to empty."""
    taken = {} if source.live else {Path(source.name).resolve(): "--source"}
    for option, target in (("--jsonl", settings.jsonl), ("--table", settings.table), ("--save", settings.save)):
        if not target or _is_device(Path(target)):
            continue
        other = taken.setdefault(Path(target).resolve(), option)
        if other != option:
            raise UsageError(f"{option} and {other} are both {target}: name another file")


def _is_device(path: Path) -> bool:
    """Whether it is there and no file, as /dev/null, which any number may write to."""
    return path.exists() and not path.is_file()


def _close(sinks: list[Sink]) -> None:
    """Close all, whatever one of them raises; those with a thread end side by side, so that none waits for another."""
    for sink in sinks:
        if isinstance(sink, ThreadedSink):
            sink.finish()
    with ExitStack() as stack:
        for sink in sinks:
            stack.callback(sink.close)


def _of_pictures(settings: OutputSettings, labels: tuple[str, ...], source: Pictures) -> Iterator[Sink]:
    """What a table and a copy are of still pictures."""
    from fer_edge.runtime.stills.copies import PictureCopies
    from fer_edge.runtime.stills.table import PictureTable

    if settings.save:
        yield PictureCopies(settings.save, Path(source.name), labels)
    if settings.table:
        yield PictureTable(settings.table, labels)


def _of_time(settings: OutputSettings, labels: tuple[str, ...], source: FrameSource) -> Iterator[Sink]:
    """What they are of a camera or a recording."""
    if settings.table:
        from fer_edge.runtime.sinks.table import MinuteTable

        yield MinuteTable(settings.table, labels)
    if settings.save:
        from fer_edge.runtime.sinks.video import VideoFile

        yield VideoFile(settings.save, source.fps, labels)


def _sinks(
    settings: OutputSettings, labels: tuple[str, ...], source: FrameSource, status: Status, report: Report
) -> Iterator[Sink]:
    """Yield each sink as it opens, so that a later one that fails leaves none of them open."""
    if settings.jsonl:
        from fer_edge.runtime.sinks.jsonl import JsonLines

        yield JsonLines(settings.jsonl, labels, rotate_bytes=round(settings.jsonl_megabytes * 1e6))
    if isinstance(source, Pictures):
        yield from _of_pictures(settings, labels, source)
    else:
        yield from _of_time(settings, labels, source)
    if settings.mqtt:
        from fer_edge.runtime.sinks.mqtt import Mqtt

        yield Mqtt(settings.mqtt, labels, status, report)
    if settings.metrics:
        from fer_edge.runtime.sinks.prometheus import PrometheusMetrics

        yield PrometheusMetrics(settings.metrics, labels, status)
    if settings.web:
        from fer_edge.runtime.sinks.web.sink import WebPage

        yield WebPage(settings.web, settings.token, labels, status, report)
    if not settings.headless:
        from fer_edge.runtime.sinks import window

        if window.available():
            yield window.Window(labels, source.live)
        else:
            report("no display: going on without a window")
