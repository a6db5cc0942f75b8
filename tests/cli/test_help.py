"""Every command explains itself."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from fer_edge import __version__
from fer_edge.cli.app import app
from fer_edge.cli.listing import LISTED

ROOT = typer.main.get_command(app)


def commands(group, path=()):
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


@pytest.mark.parametrize("words", [*commands(ROOT)], ids=" ".join)
def test_help_shows_every_option(words):
    result = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0, result.exception
    command = ROOT
    for word in words:
        command = command.commands[word]
    for parameter in command.params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in result.output


def test_a_report_of_a_fault_can_name_the_version():
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"fer-edge {__version__}\n")


def test_the_command_line_waits_for_no_heavy_package():
    program = "import sys, fer_edge.cli.app; print({'numpy', 'cv2', 'onnxruntime'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n", done.stdout + done.stderr


@pytest.mark.parametrize("name", LISTED)
def test_a_line_of_the_list_is_the_first_of_the_help(name):
    assert " ".join(ROOT.commands[name].help.split("\n\n")[0].split()) == LISTED[name].line


def test_the_help_and_a_command_load_no_command_beside():
    for words, loaded in (["--help"], set()), (["run", "--help"], {"run"}):
        program = f"""
import sys
from fer_edge.cli.app import app
app({words}, standalone_mode=False)
print(*{{name.split(".")[3] for name in sys.modules if name.startswith("fer_edge.cli.commands.")}}, sep=";")"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        assert set(done.stdout.splitlines()[-1].split(";")) - {""} == loaded, done.stderr
