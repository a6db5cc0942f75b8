"""The doorway `fer-edge export`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.artifact.store import find_model
from fer_edge.cli.completion import complete_model
from fer_edge.cli.console import note, notes, results, steps
from fer_edge.cli.output import writable, write_json
from fer_edge.data.loading import load_split
from fer_edge.errors import UsageError
from fer_edge.export.settings import ExportSettings
from fer_edge.system.files import make_folder
from fer_edge.training.backend import prepare_export

if TYPE_CHECKING:
    from fer_edge.export.gate import FileReport


def export(
    model: Annotated[
        str | None,
        typer.Argument(help="A model's name or folder; the last one trained if none.", autocompletion=complete_model),
    ] = None,
    int8: Annotated[bool, typer.Option("--int8", help="Integer files too: smaller, faster, gated.")] = False,
    data: Annotated[str | None, typer.Option(help="The faces to calibrate and prove on; those trained on.")] = None,
    max_drop: Annotated[float, typer.Option(min=0, max=1, help="Accuracy an int8 file may lose.")] = 0.01,
    calibration: Annotated[str, typer.Option(help="minmax, entropy, percentile; auto: what agrees best.")] = "auto",
    calibration_faces: Annotated[int, typer.Option(min=72, help="Training faces per class.")] = 100,
    json: Annotated[
        str | None, typer.Option(help='Write the gate\'s table to this file, "-" for stdout.', callback=writable)
    ] = None,
) -> None:
    """Export a trained model to ONNX and TFLite, and prove each file in its own runtime on real faces.

    A file that lost more than --max-drop against Keras is refused with exit code 4 and nothing is replaced.
    """
    if calibration not in ("auto", "minmax", "entropy", "percentile"):
        raise UsageError(f"no calibration named {calibration}: expected auto, minmax, entropy or percentile")
    prepare_export()
    folder = make_folder(find_model(model, ("model.keras",)))
    source = data or _trained_on(folder)
    note(f"exporting {folder} with the faces of {source}")
    train, validation = load_split(source, "train"), load_split(source, "validation")
    from fer_edge.export.pipeline import export as run

    settings = ExportSettings(
        int8=int8, max_drop=max_drop, calibration=calibration, calibration_faces=calibration_faces
    )
    with steps("export") as progress:
        readings = run(folder, train, validation, settings, progress, tell=note)
    _show(readings, validation.classes, to_stderr=json == "-")
    if json:
        write_json([asdict(reading) for reading in readings], json)


def _trained_on(folder: Path) -> str:
    """The data set a run in this place was given, else the synthetic one if the card says so, else data/."""
    import json as jsonlib

    from fer_edge.artifact.card import read_card

    state = folder / ".run.json"
    if state.is_file():
        return jsonlib.loads(state.read_text())["data"]
    return "synthetic" if read_card(folder).trained.get("data") == "synthetic" else "data"


def _show(readings: "list[FileReport]", labels: tuple[str, ...], *, to_stderr: bool) -> None:
    from rich.table import Table

    table = Table(
        title=f"on {readings[0].score.faces} validation faces, each file in its own runtime, against Keras", box=None
    )
    for heading in ("file", "KB", "acc.", "drop", "worst class", "same", "max diff"):
        table.add_column(heading, justify="left" if heading == "file" else "right", no_wrap=True)
    for reading in readings:
        parity = reading.parity
        table.add_row(
            reading.file,
            f"{reading.bytes / 1000:.0f}",
            f"{reading.score.accuracy:.2%}",
            f"{100 * parity.drop:+.2f}",
            f"{labels[parity.worst_class]} {100 * parity.worst_drop:+.1f}",
            f"{parity.agreement:.2%}",
            f"{parity.largest_difference:.4f}",
        )
    (notes if to_stderr else results).print(table)
