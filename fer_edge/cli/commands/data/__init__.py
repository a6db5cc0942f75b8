"""The doorway `fer-edge data`: see a data set, divide it, mend it, make or fetch one."""

import typer

from fer_edge.cli.commands.data.clean import clean
from fer_edge.cli.commands.data.collect import collect
from fer_edge.cli.commands.data.convert import convert
from fer_edge.cli.commands.data.crop import crop
from fer_edge.cli.commands.data.fetch import fetch
from fer_edge.cli.commands.data.inspect import inspect
from fer_edge.cli.commands.data.preview import preview
from fer_edge.cli.commands.data.split import split
from fer_edge.cli.options import SettingsDoorway, add

data = typer.Typer(no_args_is_help=True, help="Look at a data set before training on it; divide, mend and make one.")

COMMANDS: dict[str, SettingsDoorway] = {"inspect": inspect, "split": split, "clean": clean, "preview": preview}
COMMANDS |= {"crop": crop, "convert": convert, "collect": collect}
"""Those whose options are settings."""

for name, command in COMMANDS.items():
    add(data, command, name)
data.command()(fetch)
