"""Which outputs a run has, and their opening; each sink is a file of its own under `sinks/`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from fer_edge.runtime.settings import OutputSettings
from fer_edge.runtime.sinks.lines import rotated
from fer_edge.runtime.sinks.threaded import ThreadedSink
from fer_edge.runtime.status import Status
from fer_edge.runtime.stills.source import Pictures
from fer_edge.runtime.types import FrameSource, Report, Sink
from fer_edge.system.secrets import TOKEN, read_secret
from fer_edge.system.writing.outputs import check_outputs


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
    """Also for who opens sinks without a command line; the older files of a rotation count as well."""
    outputs = [("--jsonl", settings.jsonl), ("--table", settings.table), ("--save", settings.save)]
    if settings.jsonl_megabytes and settings.jsonl and settings.jsonl != "-":
        outputs += [("--jsonl", name) for name in rotated(settings.jsonl)]
    named = [(option, target) for option, target in outputs if target]
    check_outputs(named, [] if source.live else [("--source", source.name)])


def _close(sinks: list[Sink]) -> None:
    """Close all, whatever one of them raises; those with a thread end side by side, so that none waits for another."""
    for sink in sinks:
        if isinstance(sink, ThreadedSink):
            sink.finish()
    with ExitStack() as stack:
        for sink in sinks:
            stack.callback(sink.close)


def _of_pictures(settings: OutputSettings, labels: tuple[str, ...], source: Pictures, report: Report) -> Iterator[Sink]:
    """What a table and a copy are of still pictures."""
    from fer_edge.runtime.stills.copies import PictureCopies
    from fer_edge.runtime.stills.table import PictureTable

    if settings.save:
        yield PictureCopies(settings.save, Path(source.name), labels, report)
    if settings.table:
        yield PictureTable(settings.table, labels, report)


def _of_time(settings: OutputSettings, labels: tuple[str, ...], source: FrameSource, report: Report) -> Iterator[Sink]:
    """What they are of a camera or a recording."""
    if settings.table:
        from fer_edge.runtime.sinks.table import MinuteTable

        yield MinuteTable(settings.table, labels, report=report)
    if settings.save:
        from fer_edge.runtime.sinks.video import VideoFile

        yield VideoFile(settings.save, source.fps, labels, report)


def _sinks(
    settings: OutputSettings, labels: tuple[str, ...], source: FrameSource, status: Status, report: Report
) -> Iterator[Sink]:
    """Yield each sink as it opens, so that a later one that fails leaves none of them open."""
    if settings.jsonl:
        from fer_edge.runtime.sinks.jsonl import JsonLines

        yield JsonLines(settings.jsonl, labels, round(settings.jsonl_megabytes * 1e6), report)
    if isinstance(source, Pictures):
        yield from _of_pictures(settings, labels, source, report)
    else:
        yield from _of_time(settings, labels, source, report)
    if settings.mqtt:
        from fer_edge.runtime.sinks.mqtt.sink import Mqtt

        yield Mqtt(settings.mqtt, labels, status, report, notice=settings.notice)
    token = settings.token
    if token is None and (settings.metrics or settings.web):
        token = read_secret(TOKEN)
    if settings.metrics:
        from fer_edge.runtime.sinks.prometheus import PrometheusMetrics

        yield PrometheusMetrics(settings.metrics, labels, status, token, report)
    if settings.web:
        from fer_edge.runtime.sinks.web.sink import WebPage

        yield WebPage(settings.web, token, labels, status, report, notice=settings.notice)
    if not settings.headless:
        from fer_edge.runtime.sinks import window

        if window.available():
            yield window.Window(labels, source.live)
        else:
            report("no display: going on without a window")
