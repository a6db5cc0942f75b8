"""The doorway `fer-edge export`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.completion import complete_model
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note, steps
from fer_edge.cli.faces import as_model_takes, tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, write_json
from fer_edge.cli.tables.gate import print_reports
from fer_edge.data.settings import ReadingSettings
from fer_edge.export.settings import ExportSettings

Model = Annotated[
    str | None,
    typer.Argument(help="A model's name or folder; the last one trained if none.", autocompletion=complete_model),
]


@with_settings
def export(
    ctx: typer.Context,
    settings: ExportSettings,
    reading: ReadingSettings,
    model: Model = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Export a trained model to ONNX and TFLite, and prove each file in its own runtime on real faces.

    A file that lost more than --max-drop against Keras, or under shifts against the float file, is refused with exit
    code 4 and nothing is replaced.
    """
    from fer_edge.artifact.store import find_model
    from fer_edge.data.loading import load_split
    from fer_edge.system.files import make_folder
    from fer_edge.training.backend import prepare_export

    folder = make_folder(find_model(model, ("model.keras",)))  # Before TensorFlow is loaded, which takes seconds.
    prepare_export()
    source, reading = _trained_on(folder, settings.data, reading)
    check_apart(ctx, *model_files(folder), Path(source))
    note(f"exporting {folder} with the faces of {source}")
    train, validation = (load_split(source, split, reading) for split in ("train", "validation"))
    tell_notes(train, validation)
    from fer_edge.export import pipeline

    with steps("export") as progress:
        reports = pipeline.export(folder, train, validation, settings, progress, tell=note)
    print_reports(reports, validation.classes, to_stderr=json == "-")
    if json:
        write_json([asdict(report) for report in reports], json)


def _trained_on(folder: Path, named: str | None, reading: ReadingSettings) -> tuple[str, ReadingSettings]:
    """The data set that is named, else the one a run in this place was given, and how it is read.

    Where no run is known it is the synthetic one if the card says so, else data/. What `reading` leaves open is as the
    run had it on the same data set, or as the model takes it.
    """
    from fer_edge.artifact.card import read_card
    from fer_edge.training.folders import STATE, read_reading, read_state

    card = read_card(folder)
    if (folder / STATE).is_file():
        state = read_state(folder)
        if named is None or Path(named).absolute() == Path(state.data).absolute():
            reading = reading.otherwise(read_reading(state, folder))
        source = named or state.data
    else:
        source = named or ("synthetic" if card.trained.get("data") == "synthetic" else "data")
    return source, as_model_takes(reading, card, source)
