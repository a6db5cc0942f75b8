"""The doorway `fer-edge explain`."""

from typing import TYPE_CHECKING

import typer

from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note, say
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, writable, write_json
from fer_edge.deploy.explain.settings import ExplainSettings

if TYPE_CHECKING:
    from fer_edge.deploy.explain.report import Explanation


@with_settings
def explain(ctx: typer.Context, asked: ExplainSettings, config: ConfigFile = None, json: JsonOut = None) -> None:
    """Tell in plain sentences what `run` did while nobody looked, and what to do about it.

    Is it running, since when, and how did earlier runs end? Was it blind, did the board lack power, does memory grow,
    do faces look other than the model knows? It reads the journal of `run`, which holds sums and no pictures.
    """
    from fer_edge.deploy.explain import report
    from fer_edge.deploy.explain.support import pack_support
    from fer_edge.errors import MissingError
    from fer_edge.system.clocks import moment

    folders = [asked.journal] if asked.journal else report.places()
    check_apart(ctx, *folders)
    writable(asked.support)
    told: Explanation | None = None
    try:
        told = report.explain(folders, asked.since, moment())
    except MissingError as error:
        if not asked.support:
            raise
        note(str(error))
    if told and json != "-":
        for sentence, remedy in told.sentences():
            say(sentence)
            if remedy:
                say(f"    {remedy}")
    if told and json:
        write_json(told.as_record(), json)
    if asked.support:
        names = pack_support(asked.support, told, folders)
        note(f"{asked.support}: {len(names)} files, no pictures, secrets masked; look through it before you send it")
