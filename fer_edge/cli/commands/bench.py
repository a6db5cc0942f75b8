"""The doorway `fer-edge bench`: latency, memory and accuracy of model files on this board, and which `run` takes."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.bench.settings import BenchDataSettings, BenchSettings, LoopBenchSettings, SelectSettings
from fer_edge.cli.completion import complete_bench
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note
from fer_edge.cli.faces import tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import (
    JsonOut,
    check_apart,
    model_files,
    png,
    writable,
    write_json,
    write_picture,
    write_text,
)
from fer_edge.cli.tables.bench import print_bench, tell_loop
from fer_edge.data.settings import ReadingSettings, SplitSettings
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.settings import DetectorSettings, SourceSettings

if TYPE_CHECKING:
    from fer_edge.bench.harness import Bench

Models = Annotated[
    list[str] | None,
    typer.Argument(
        help="Names, folders or files; none: the newest model; compare A.json B.json: two results.",
        autocompletion=complete_bench,
    ),
]
Plot = Annotated[Path | None, typer.Option(help="Draw accuracy against latency into this .png.", callback=png)]
Csv = Annotated[Path | None, typer.Option(help="Write the rows into this .csv.", callback=writable)]


@with_settings
def bench(
    ctx: typer.Context,
    settings: BenchSettings,
    data: BenchDataSettings,
    reading: ReadingSettings,
    part: SplitSettings,
    choice: SelectSettings,
    loop: LoopBenchSettings,
    detector: DetectorSettings,
    models: Models = None,
    plot: Plot = None,
    csv: Csv = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Measure latency, memory and throughput of exported files on this board, or of the whole loop on a video.

    Each file, with each number of threads, is measured in turn with the others until its median is sure to 2 %.
    --select remembers the fastest file that is right, for `run`. `fer-edge bench compare` holds results side by side.
    """
    _check_wishes(loop, choice, plot, csv)
    if choice.forget:
        _forget(models)
        return
    files = _files([*models] if models else [None], whole=choice.select)
    check_apart(ctx, *(path for file in files for path in (file, *model_files(file.parent))))
    if loop.source is not None:
        _bench_loop(files, loop.source, detector, json)
        return
    from fer_edge.bench.faces import find_faces
    from fer_edge.bench.harness import bench_files

    faces = find_faces(data.data, part.split, reading)
    tell_notes(faces.faces)
    found = bench_files(files, settings, faces, note)
    print_bench(found, to_stderr=json == "-")
    _write(found, files, choice, plot, csv, json)


def _check_wishes(loop: LoopBenchSettings, choice: SelectSettings, plot: Path | None, csv: Path | None) -> None:
    """Raises UsageError where one wish leaves another nothing to do."""
    if loop.source is not None:
        wishes = {"--plot": plot, "--csv": csv, "--select": choice.select, "--forget": choice.forget}
        for name, wish in wishes.items():
            if wish:
                raise UsageError(f"{name} is of files alone: leave it or --source out")


def _write(
    found: "Bench", files: list[Path], choice: SelectSettings, plot: Path | None, csv: Path | None, json: str | None
) -> None:
    """What was asked for beside the table. Raises FerEdgeError when no row has figures, or no file can be selected."""
    from fer_edge.bench.report import as_csv, as_dict, draw_plot

    record, faults = as_dict(found), []
    if all(row.reason for row in found.rows):
        faults.append(f"no file could be measured: {found.rows[0].reason}")
    elif choice.select:
        record["selected"] = []
        for folder in dict.fromkeys(file.parent for file in files):
            try:
                record["selected"].append(_select(found, folder, choice.fps))
            except FerEdgeError as error:  # Another model's may be remembered all the same.
                faults.append(str(error))
    if json:
        write_json(record, json)
    if csv:
        write_text(as_csv(found.rows), csv)
    if plot:
        write_picture(draw_plot(found.rows), plot)
    if faults:
        raise FerEdgeError("; ".join(faults))


def _select(found: "Bench", folder: Path, fps: float) -> dict[str, object]:
    from fer_edge.artifact.selection import remember
    from fer_edge.bench.choosing import as_record, select

    selection, chosen = select(found, folder, fps)
    for file, reason in chosen.unfit.items():
        note(f"{file} cannot be selected: {reason}")
    place = remember(selection)
    threads = f"{selection.threads} thread{'s' * (selection.threads > 1)}"
    note(f"selected for {folder}: {selection.file} with {threads} ({selection.why}); `run` takes it from now on")
    note(f"kept in {place}; --select renews it, --forget takes it back")
    return as_record(selection, chosen)


def _forget(models: list[str] | None) -> None:
    from fer_edge.artifact.selection import forget
    from fer_edge.artifact.store import find_model

    gone = forget([find_model(name) for name in models] if models else None)
    for one in gone:
        note(f"forgotten: {one.file} of {one.folder}")
    if not gone:
        note("nothing was remembered")


def _bench_loop(files: list[Path], source: Path, settings: DetectorSettings, json: str | None) -> None:
    """Time the loop on one thread with each file that is meant."""
    from fer_edge.bench.stages import time_files
    from fer_edge.runtime.sources.opening import check_source
    from fer_edge.system.board import read_board

    if check_source(SourceSettings(source=str(source))):
        raise UsageError(f"--source {source}: expected a video; still pictures are read one by one, not in the loop")
    found = []
    for row in time_files(files, source, settings):
        tell_loop(row.file, row.times)
        found.append({"file": str(row.file), "threads": 1} | asdict(row.times))
    if json:
        write_json({"board": read_board(), "source": str(source), "rows": found}, json)


def _files(models: list[str | None], *, whole: bool) -> list[Path]:
    """The files that are meant: those named, and every exported one of each folder.

    whole: a model is chosen from, so that its folder has to be named. Raises UsageError when a file is.
    """
    from fer_edge.artifact.store import MODEL_FILES, find_model, names_file

    exported = MODEL_FILES[1:]
    files = []
    for name in models:
        if name is not None and names_file(name):
            if whole:
                raise UsageError(f"--select chooses among the files of a model: name its folder in place of {name}")
            files.append(Path(name))
            continue
        folder = find_model(name, exported)
        note(f"model: {folder}")
        files += [folder / file for file in exported if (folder / file).is_file()]
    return files
