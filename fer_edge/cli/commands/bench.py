"""The doorway `fer-edge bench`: latency, memory and accuracy of model files on this board."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.bench.settings import BenchSettings, LoopBenchSettings
from fer_edge.cli.completion import complete_model
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, png, write_json, write_picture
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.settings import DetectorSettings, SourceSettings

if TYPE_CHECKING:
    from fer_edge.bench.harness import Row

Models = Annotated[
    list[str] | None,
    typer.Argument(help="Names, folders or files; none: the newest model.", autocompletion=complete_model),
]
Plot = Annotated[Path | None, typer.Option(help="Draw accuracy against latency into this .png.", callback=png)]


@with_settings
def bench(
    ctx: typer.Context,
    settings: BenchSettings,
    loop: LoopBenchSettings,
    detector: DetectorSettings,
    models: Models = None,
    plot: Plot = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Measure latency, memory and throughput of exported files on this board, or of the whole loop on a video."""
    if loop.source is not None and plot is not None:
        raise UsageError("--plot is of files alone: leave it or --source out")
    files = _files([*models] if models else [None])
    check_apart(ctx, *(path for file in files for path in (file, *model_files(file.parent))))
    if loop.source is not None:
        _bench_loop(files, loop.source, detector, json)
        return
    from fer_edge.bench.harness import bench_files
    from fer_edge.bench.report import as_dict, draw_plot
    from fer_edge.system.board import read_board

    board = read_board()
    rows = bench_files(files, settings, note)
    _print_table(rows, board, to_stderr=json == "-")
    if json:
        write_json(as_dict(rows, settings, board), json)
    if plot:
        write_picture(draw_plot(rows), plot)
    if all(row.reason for row in rows):
        raise FerEdgeError(f"no file could be measured: {rows[0].reason}")


def _bench_loop(files: list[Path], source: Path, settings: DetectorSettings, json: str | None) -> None:
    """Time the loop on one thread with each file that is meant."""
    from fer_edge.bench.stages import time_files
    from fer_edge.runtime.sources.opening import check_source
    from fer_edge.system.board import read_board

    if check_source(SourceSettings(source=str(source))):
        raise UsageError(f"--source {source}: expected a video; still pictures are read one by one, not in the loop")
    found = []
    for row in time_files(files, source, settings):
        times = row.times
        speed = f"{times.fps_without_read:.0f} frames/s, {times.fps:.0f} with reading"
        note(f"{row.file.name}, {times.detector}: {speed}")
        for name, values in times.stages.items():
            note(f"  {name:9}" + "".join(f"  {share} {value:7.3f} ms" for share, value in values.items()))
        found.append({"file": str(row.file), "threads": 1} | asdict(times))
    if json:
        write_json({"board": read_board(), "source": str(source), "rows": found}, json)


def _files(models: list[str | None]) -> list[Path]:
    """The files that are meant: those named, and every exported one of each folder."""
    from fer_edge.artifact.store import MODEL_FILES, find_model, names_file

    exported = MODEL_FILES[1:]
    files = []
    for name in models:
        if name is not None and names_file(name):
            files.append(Path(name))
            continue
        folder = find_model(name, exported)
        note(f"model: {folder}")
        files += [folder / file for file in exported if (folder / file).is_file()]
    return files


def _print_table(rows: list["Row"], board: dict[str, Any], *, to_stderr: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from fer_edge.cli.console import cell

    where = board["model"] or board["cpu"] or board["machine"]
    title = f"{where}, {board['usable_cores']} cores, governor {board['governor'] or 'unknown'}"
    # The suffix tells the runtime; one more column would not fit 80 characters.
    table = Table(title=cell(title), box=None, padding=(0, 1, 0, 0))
    table.add_column("file", overflow="fold")
    for name in ("threads", "KB", "acc.", "load\nms", "p50\nms", "p95\nms", "p99\nms", "faces\nper s", "peak\nMB"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*map(cell, _cells(row)))
    console = Console(stderr=to_stderr)
    console.print(table)
    for row in rows:
        if row.reason:
            console.print(cell(f"{row.file} x{row.threads}: {row.reason}"), soft_wrap=True)
    if board["throttled"] not in (None, "0x0"):
        console.print(cell(f"the board was throttled ({board['throttled']}): do not compare these figures"))


def _cells(row: "Row") -> list[str]:
    def number(value: float | None, form: str) -> str:
        return "-" if value is None else format(value, form)

    kilobytes = None if row.size is None else row.size / 1000
    times = [number(value, ".3f") for value in (row.p50_ms, row.p95_ms, row.p99_ms)]
    counts = [number(value, ".0f") for value in (row.faces_per_second, row.memory_mb)]
    start = [row.file, str(row.threads), number(kilobytes, ".0f"), number(row.accuracy, ".2%")]
    return [*start, number(row.load_ms, ".0f"), *times, *counts]
