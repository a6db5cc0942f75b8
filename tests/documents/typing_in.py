"""A command of the documents, read by its own parser, or run in this process."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import traceback
from dataclasses import dataclass
from typing import IO, Any

import typer

from fer_edge.cli.app import USAGE_ERROR, app
from fer_edge.cli.listing import LISTED
from fer_edge.errors import FerEdgeError
from tests.documents.exceptions import OPTIONAL

LINES = 8
"""Of what a command said, the last ones that are told when it failed."""


@dataclass(frozen=True)
class Done:
    """How a command ended. fault: why it did not end well, or ""."""

    stdout: str
    fault: str


def find_command(words: list[str]) -> tuple[Any, str, list[str]]:
    """The command that the first words name, its name and the other words. Raises LookupError when there is none."""
    command, name, rest = typer.main.get_command(app), "", list(words)
    if " ".join(rest[:2]) in LISTED:
        rest = [" ".join(rest[:2]), *rest[2:]]
    while hasattr(command, "commands") and not (rest and rest[0].startswith("--")):
        if not rest or rest[0] not in command.commands:
            raise LookupError(f"no command {' '.join([name, *rest[:1]]).strip()!r}")
        command, name = command.commands[rest[0]], f"{name} {rest.pop(0)}".strip()
    return command, name, rest


def misfit(words: list[str]) -> str:
    """Which command or option of these words of fer-edge's there is not, or ""."""
    try:
        command, _, rest = find_command(words)
    except LookupError as error:
        return str(error)
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
    known |= {f"--{alias}" for one in getattr(command, "settings", ()) for alias in one.option.aliases}
    unknown = [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no option {', '.join(unknown)}" if unknown else ""


def accept(words: list[str]) -> str:
    """What is wrong with a command that is only read, or ""."""
    try:
        command, name, rest = find_command(words)
        root = typer.main.get_command(app).make_context("fer-edge", words)
        context = command.make_context(name, rest, parent=root)
        if hasattr(command, "read_settings"):
            command.read_settings(context)
    except (LookupError, FerEdgeError) as error:
        return str(error)
    except USAGE_ERROR as error:
        return error.format_message()  # type: ignore[attr-defined]
    return ""


def perform(words: list[str]) -> Done:
    """Run a command in this process, in the present folder."""
    if fault := misfit(words):
        return Done("", fault)
    # Files, and no CliRunner: what is meant for a pipe wants a descriptor.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            fault = _fault(words)
        written, said = (_whole(stream) for stream in (out, err))
    told = "\n".join([fault, *said.splitlines()[-LINES:]])
    return Done(written, told if fault else "")


def _fault(words: list[str]) -> str:
    """Run it; why it did not end well, or ""."""
    try:
        app(words, standalone_mode=False)
    except FerEdgeError as error:
        return f"exit code {error.exit_code}: {error}"
    except USAGE_ERROR as error:
        return f"exit code 2: {error.format_message()}"  # type: ignore[attr-defined]
    except typer.Exit as error:
        return f"exit code {error.exit_code}" if error.exit_code else ""
    except Exception as error:  # noqa: BLE001 - whatever a command raises is its fault.
        return "".join(traceback.format_exception(error))
    return ""


def _whole(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def pipe(output: str, then: str) -> str:
    """Give what a command wrote to what comes after the |. What is wrong with that, or ""."""
    program = then.split()[0]
    if shutil.which(program) is None:
        return "" if program in OPTIONAL else f"there is no program {program}"
    done = subprocess.run(then, input=output, shell=True, capture_output=True, text=True, timeout=20, env=os.environ)
    if done.returncode or not done.stdout:
        return f"{then}: exit code {done.returncode}, {done.stderr or 'without a word'}"
    return ""
