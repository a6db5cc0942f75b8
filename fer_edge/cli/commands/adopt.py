"""The doorway `fer-edge adopt`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note, steps
from fer_edge.cli.faces import tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, write_json
from fer_edge.cli.tables.gate import print_reports
from fer_edge.data.settings import ReadingSettings
from fer_edge.export.adoption.settings import AdoptSettings
from fer_edge.export.settings import ExportSettings

Source = Annotated[Path, typer.Argument(help="A .onnx or .tflite file made elsewhere.", show_default=False)]


@with_settings
def adopt(
    ctx: typer.Context,
    source: Source,
    settings: AdoptSettings,
    export: ExportSettings,
    reading: ReadingSettings,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Make a model of a classifier made elsewhere: its preprocessing in the graph, a card, probes and proof.

    Its answers to your faces, in its own runtime, are what the new files are held against. A scale of pixels or an
    order of labels that reads clearly worse than another is refused with exit code 4, and the better one named.
    """
    from fer_edge.artifact.store import free_name
    from fer_edge.data.loading import check_data_set, load_split
    from fer_edge.export.adoption.original import open_original
    from fer_edge.training.backend import prepare_export
    from fer_edge.training.folders import new_folder

    data = export.data or "data"
    check_data_set(data)
    original = open_original(source, settings.layout)  # Before TensorFlow is loaded, which takes seconds.
    folder = new_folder(settings.name, free_name(source.stem))
    check_apart(ctx, *model_files(folder))
    prepare_export()
    reading = reading.otherwise(ReadingSettings(side=original.side, colour=original.channels == 3))
    note(f"adopting {source} as {folder} with the faces of {data}")
    train, validation = (load_split(data, split, reading) for split in ("train", "validation"))
    tell_notes(train, validation)
    from fer_edge.export.adoption import adopt as adoption

    with steps("adopt") as progress:
        reports = adoption.adopt(source, original, folder, (train, validation), settings, export, progress, note)
    print_reports(reports, settings.labels or validation.classes, to_stderr=json == "-", against=source.name)
    note(f"next: fer-edge bench {folder.name}, fer-edge run --model {folder.name} --camera 0")
    if json:
        write_json([asdict(report) for report in reports], json)
