"""The Typer application and the one place where errors become a line and an exit code."""

import sys

import typer

from fer_edge.cli.bench import bench
from fer_edge.cli.data import data
from fer_edge.cli.eval import eval_
from fer_edge.cli.export import export
from fer_edge.cli.run import run
from fer_edge.cli.train import train
from fer_edge.errors import FerEdgeError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Facial expression recognition for small devices: train, export, prove, benchmark and run.",
)
app.add_typer(data, name="data")
app.command()(train)
app.command()(export)
app.command("eval")(eval_)
app.command()(bench)
app.command()(run)


def main() -> None:
    """Run the command line; every error of ours ends as one line on stderr and its exit code."""
    try:
        app()
    except FerEdgeError as error:
        print(f"fer-edge: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except ImportError as error:
        if "cv2" not in str(error.name or "") and ".so" not in str(error):
            raise
        print(
            f"fer-edge: OpenCV cannot be loaded ({error}): install its system libraries (apt install libgl1 "
            "libglib2.0-0), or pip install opencv-python-headless in its place",
            file=sys.stderr,
        )
        sys.exit(3)
