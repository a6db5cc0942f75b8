"""The Typer application and the one place where errors become a line and an exit code."""

import atexit
import gc
import sys
from contextlib import suppress
from typing import Annotated, TextIO

import typer

from fer_edge.cli.console import note, quiet_opencv, ready_streams, results, tell_fault
from fer_edge.cli.listing import MARKUP, Program
from fer_edge.errors import FerEdgeError
from fer_edge.system.processes import check_address_space
from fer_edge.system.signals import exit_on_signals
from fer_edge.system.version import VERSION

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Click's error for wrong options, of whichever click Typer brings: its own copy or the package."""


app = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
    pretty_exceptions_show_locals=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        results.print(f"fer-edge {VERSION}", soft_wrap=True)
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Say which this is, and end.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Facial expression recognition for small devices: train, export, prove, benchmark and run."""
    check_address_space()


def main() -> None:
    """Run the command line; every error of a user's ends as one line on stderr and its exit code."""
    ready_streams()
    quiet_opencv()
    exit_on_signals()  # `run` has its own way.
    atexit.register(gc.freeze)  # Else Python looks for garbage once more, for over a second where TensorFlow is loaded.
    try:
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()  # Python would do it later, where a full disk could not be told any more.
        sys.exit(code)
    except typer.Abort:  # Ctrl-C; what was open is closed by now.
        sys.exit(130)
    except USAGE_ERROR as error:
        _tell_usage(error)
        sys.exit(2)
    except FerEdgeError as error:
        note(f"fer-edge: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # Whoever read has seen enough, as head(1) has.
        _let_go(sys.stdout)
        sys.exit(1)
    except OSError as error:  # What no seam has translated: a folder this user may not look into, a full disk.
        _let_go(sys.stdout)
        where = f"{error.filename}: " if error.filename else ""
        note(f"fer-edge: {where}{error.strerror or error}")
        sys.exit(1)
    except MemoryError:
        note("fer-edge: there is not enough memory for this: end other programs, or ask for less")
        sys.exit(1)
    except ImportError as error:
        if str(error.name).startswith("fer_edge"):  # A fault of ours, not of the installation.
            tell_fault(error)
            sys.exit(1)
        note(f"fer-edge: {_lack(error)}")
        sys.exit(3)
    except Exception as error:  # noqa: BLE001  A fault of ours. Python's own traceback would quote it as it is.
        tell_fault(error)
        sys.exit(1)


def _lack(error: ImportError) -> str:
    """What cannot be imported, and the line that mends it."""
    if "cv2" in str(error.name) or any(library in str(error) for library in ("libGL", "libgthread", "libglib")):
        return (
            f"OpenCV cannot be loaded ({error}): install its system libraries (apt install libgl1 libglib2.0-0), "
            "or pip install opencv-python-headless in its place"
        )
    return f"a package cannot be loaded ({error}): fer-edge doctor tells which, and how to mend it"


def _tell_usage(error: Exception) -> None:
    """One line for a wrong option; the help where nothing was asked for."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return
    command = error.ctx.command_path if error.ctx else "fer-edge"  # type: ignore[attr-defined]
    reason = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    note(f"fer-edge: {reason}; see `{command} --help`")


def _let_go(stream: TextIO) -> None:
    """Drop what a stream could not write: it would be tried, and fail, once more when Python ends."""
    with suppress(OSError, ValueError):
        stream.close()
