"""The doorway `fer-edge bench`: latency, memory and accuracy of model files on this board."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.completion import complete_detector, complete_model
from fer_edge.cli.console import note
from fer_edge.cli.output import png, writable, write_json, write_picture
from fer_edge.errors import FerEdgeError, UsageError

if TYPE_CHECKING:
    from fer_edge.bench.harness import Row


Models = Annotated[
    list[str] | None,
    typer.Argument(help="Names, folders or files; none: the newest model.", autocompletion=complete_model),
]
Threads = Annotated[str, typer.Option(help='Numbers of threads, with commas; "all" is every core.')]
Runs = Annotated[int, typer.Option(min=1, help="Calls that count, after the warm-up.")]
JsonOut = Annotated[
    str | None, typer.Option(help='Write rows and board as JSON to this file, "-" for stdout.', callback=writable)
]
Plot = Annotated[Path | None, typer.Option(help="Draw accuracy against latency into this .png.", callback=png)]
Source = Annotated[Path | None, typer.Option(help="Time the whole loop on this video instead, per stage.")]
Detector = Annotated[str, typer.Option(help="With --source: auto, yunet or haar.", autocompletion=complete_detector)]
YuNet = Annotated[Path | None, typer.Option(help="With --source: YuNet's ONNX file.")]


def bench(
    models: Models = None,
    threads: Threads = "1,all",
    runs: Runs = 200,
    json: JsonOut = None,
    plot: Plot = None,
    source: Source = None,
    detector: Detector = "auto",
    yunet: YuNet = None,
) -> None:
    """Measure latency, memory and throughput of exported files on this board, or of the whole loop on a video."""
    if source is not None:
        if plot is not None:
            raise UsageError("--plot is of files alone: leave it or --source out")
        _bench_loop(models, source, (detector, yunet), json)
        return
    from fer_edge.bench.harness import BenchSettings, bench_file
    from fer_edge.bench.report import as_dict, draw_plot
    from fer_edge.data.synthetic import draw_split
    from fer_edge.system.board import read_board

    settings = BenchSettings(threads=parse_threads(threads), runs=runs)
    files, board, faces = _files([*models] if models else [None]), read_board(), draw_split("test", per_class=8).faces
    rows: list[Row] = []
    for path in files:
        for count in settings.threads:
            note(f"{path} with {count} thread{'s' * (count > 1)} …")
            rows.append(bench_file(path, count, settings, faces))
    _print_table(rows, board, to_stderr=json == "-")
    if json:
        write_json(as_dict(rows, settings, board), json)
    if plot:
        write_picture(draw_plot(rows), plot)
    if all(row.reason for row in rows):
        raise FerEdgeError(f"no file could be measured: {rows[0].reason}")


def _bench_loop(models: list[str] | None, source: Path, finder: tuple[str, Path | None], json: str | None) -> None:
    """Time the loop on one thread with each file that is meant."""
    from dataclasses import asdict

    import cv2

    from fer_edge.bench.stages import time_loop
    from fer_edge.runtime.detection.opening import open_detector
    from fer_edge.runtime.engines.opening import open_engine
    from fer_edge.runtime.sources.files import open_files
    from fer_edge.system.board import read_board

    found = []
    cv2.setNumThreads(1)  # The detector is part of the loop and would take every core.
    for path in _files([*models] if models else [None]):
        times = time_loop(lambda: open_files(source), open_detector(*finder), open_engine(path, threads=1))
        found.append({"file": str(path), "threads": 1} | asdict(times))
        note(f"{path.name}, {times.detector}: {times.fps_without_read:.0f} frames/s, {times.fps:.0f} with reading")
        for name, values in times.stages.items():
            note(f"  {name:9}" + "".join(f"  {share} {value:7.3f} ms" for share, value in values.items()))
    if json:
        write_json({"board": read_board(), "source": str(source), "rows": found}, json)


def parse_threads(text: str) -> tuple[int, ...]:
    """Read "1,all" as numbers, each once. Raises UsageError when one is neither a positive number nor "all"."""
    from fer_edge.system.board import usable_cores

    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if part != "all" and not (part.isdecimal() and int(part) > 0)]
    if wrong:
        raise UsageError(f'--threads has "{wrong[0]}": expected positive numbers or all, with commas, as in 1,all')
    return tuple(dict.fromkeys(usable_cores() if part == "all" else int(part) for part in parts))


def _files(models: list[str | None]) -> list[Path]:
    """The files that are meant: those named, and every exported one of each folder."""
    from fer_edge.artifact.store import MODEL_FILES, find_model

    exported = MODEL_FILES[1:]
    files = []
    for name in models:
        if name is not None and (Path(name).suffix in (".onnx", ".tflite") or Path(name).is_file()):
            files.append(Path(name))
            continue
        folder = find_model(name, exported)
        note(f"model: {folder}")
        files += [folder / file for file in exported if (folder / file).is_file()]
    return files


def _print_table(rows: list["Row"], board: dict[str, Any], *, to_stderr: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    where = board["model"] or board["cpu"] or board["machine"]
    title = f"{where}, {board['usable_cores']} cores, governor {board['governor'] or 'unknown'}"
    # The suffix tells the runtime; one more column would not fit 80 characters.
    table = Table(title=title, box=None, padding=(0, 1, 0, 0))
    table.add_column("file", overflow="fold")
    for name in ("threads", "KB", "acc.", "load\nms", "p50\nms", "p95\nms", "p99\nms", "faces\nper s", "peak\nMB"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row))
    console = Console(stderr=to_stderr)
    console.print(table)
    for row in rows:
        if row.reason:
            console.print(f"{row.file} x{row.threads}: {row.reason}", markup=False, soft_wrap=True)
    if board["throttled"] not in (None, "0x0"):
        console.print(f"the board was throttled ({board['throttled']}): do not compare these figures")


def _cells(row: "Row") -> list[str]:
    def number(value: float | None, form: str) -> str:
        return "-" if value is None else format(value, form)

    kilobytes = None if row.size is None else row.size / 1000
    times = [number(value, ".3f") for value in (row.p50_ms, row.p95_ms, row.p99_ms)]
    counts = [number(value, ".0f") for value in (row.faces_per_second, row.memory_mb)]
    start = [row.file, str(row.threads), number(kilobytes, ".0f"), number(row.accuracy, ".2%")]
    return [*start, number(row.load_ms, ".0f"), *times, *counts]
