"""The commands of `fer-edge`: where each one is, and its line in the help; one is loaded when it is asked for."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from fer_edge.cli.options import SettingsDoorway, add

ANSWERS, KEPT, DEVICE = "From faces to answers", "What there is", "On a device"
"""The headings of the help."""

MARKUP: Final = "markdown"
"""How docstrings of commands are written."""


class Listed(NamedTuple):
    """A command. where: its module below cli/commands and its name there. line: what the help says of it.

    panel: the heading under which the help lists it.
    """

    where: str
    panel: str
    line: str

    def load(self) -> Any:
        """The function or the group of commands."""
        module, _, name = self.where.partition(":")
        return getattr(import_module(f"fer_edge.cli.commands.{module}"), name)


LISTED = {
    "train": Listed(
        "train:train",
        ANSWERS,
        "Train a network on labelled faces and keep the best model of all epochs in models/NAME/.",
    ),
    "export": Listed(
        "export:export",
        ANSWERS,
        "Export a trained model to ONNX and TFLite, and prove each file in its own runtime on real faces.",
    ),
    "eval": Listed(
        "eval:eval_",
        ANSWERS,
        "Score a model: accuracy, per-class figures, confusion and calibration; with --robustness also under shifts.",
    ),
    "bench": Listed(
        "bench:bench",
        ANSWERS,
        "Measure latency, memory and throughput of exported files on this board, or of the whole loop on a video.",
    ),
    "bench compare": Listed(
        "compare:compare",
        ANSWERS,
        "Say how many times as long each file takes as in the first result, and how sure that is.",
    ),
    "run": Listed(
        "run:run", ANSWERS, "Find the faces of a camera, video or pictures and say what they express, frame by frame."
    ),
    "tune": Listed(
        "tune:tune",
        ANSWERS,
        "Search for good options of `train`: each trial is a run of its own, and later ones learn from earlier ones.",
    ),
    "runs": Listed(
        "runs:runs",
        ANSWERS,
        "List every training run: what became of it, how good its model is, and in which settings it differs.",
    ),
    "adopt": Listed(
        "adopt:adopt",
        ANSWERS,
        "Make a model of a classifier made elsewhere: its preprocessing in the graph, a card, probes and proof.",
    ),
    "doctor": Listed(
        "device.doctor:doctor",
        DEVICE,
        "Say what this machine has and lacks for `run`, and what to do about it; exit code 3 when run cannot work.",
    ),
    "bundle": Listed(
        "device.bundle:bundle",
        DEVICE,
        "Write one archive with all that a device needs: wheels, model, detector, configuration and install.sh.",
    ),
    "deploy": Listed(
        "device.deploy:deploy",
        DEVICE,
        "Bring a bundle onto one board or many over ssh, install it and have the loop prove itself.",
    ),
    "explain": Listed(
        "device.explain:explain",
        DEVICE,
        "Tell in plain sentences what `run` did while nobody looked, and what to do about it.",
    ),
    "notice": Listed(
        "device.notice:notice",
        DEVICE,
        "Write a sheet to print and put up: what the camera reads, what is kept, whom to ask; in several languages.",
    ),
    "service": Listed(
        "device.service:service", DEVICE, "Keep `run` running under systemd, with a watchdog the loop feeds."
    ),
    "data": Listed("data:data", KEPT, "Look at a data set before training on it; divide, mend and make one."),
    "models": Listed(
        "models:models", KEPT, "List the models that are here, tell of one; fetch the face detector's file."
    ),
    "schema": Listed(
        "schema:schema",
        KEPT,
        "Show the JSON schema of a record that is written for machines: JSON lines, MQTT, tables, what --json writes.",
    ),
}


def doorways() -> dict[str, SettingsDoorway]:
    """The commands whose options are settings, in the order of the help."""
    loaded = {name: listed.load() for name, listed in LISTED.items()}
    return {name: command for name, command in loaded.items() if hasattr(command, "kinds")}


@cache
def command(name: str) -> Any:
    """The command of this name, as Typer makes it."""
    found = LISTED[name].load()
    alone = typer.Typer(rich_markup_mode=MARKUP, callback=lambda: None, add_completion=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    elif hasattr(found, "kinds"):
        add(alone, found, name)
    else:
        alone.command(name)(found)
    return typer.main.get_group(alone).commands[name]


class Commands(Mapping[str, Any]):
    """Every command by its name, loaded when it is taken."""

    def __getitem__(self, name: str) -> Any:
        if name not in LISTED:
            raise KeyError(name)
        return command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(LISTED)

    def __len__(self) -> int:
        return len(LISTED)


class Program(TyperGroup):
    """Commands of which one may have a name of two words, the first of which is a command of its own."""

    def __init__(self, **settings: Any):
        super().__init__(**settings)
        self.commands = Commands()  # type: ignore[assignment]  # Nothing is added to it.

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order of the help."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first word, or the first two, name."""
        two = " ".join(args[:2])
        return super().resolve_command(ctx, [two, *args[2:]] if len(args) > 1 and two in self.commands else args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, for which no command has to be loaded."""
        kept, self.commands = (
            self.commands,
            {
                name: TyperCommand(name, help=listed.line, rich_help_panel=listed.panel)
                for name, listed in LISTED.items()
            },
        )
        try:
            super().format_help(ctx, formatter)
        finally:
            self.commands = kept
