"""One file to send along with a question: what happened, on what, without pictures and secrets."""

import json
import os
import platform
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import find_model
from fer_edge.deploy.doctor import examine
from fer_edge.deploy.explain.report import Explanation
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.journal.reading import read_journal
from fer_edge.runtime.journal.records import to_bytes
from fer_edge.system.board import read_board
from fer_edge.system.files import atomic_write
from fer_edge.system.messages import MASK, one_line, without_secrets
from fer_edge.system.secrets import MQTT_PASSWORD, SOURCE_PASSWORD, TOKEN, read_secret
from fer_edge.system.version import VERSION

ABOUT = """\
What `fer-edge explain --support` packed, to be sent along with a question. Look through it before you send it.

explain.txt, explain.json   what happened, in sentences and in figures
doctor.json                 what this machine has and lacks
versions.json               of fer-edge, Python, the board and its packages
card.json                   what the model says of itself, its pictures left out
journal/                    sums of each few minutes: no pictures, no faces, no addresses of sources

Passwords and tokens are masked, and this user's home folder is called ~.
"""

LONGEST, MOST = 400, 64
"""Characters of a text and numbers of a list, from which on they may be a picture."""


SHORTEST = 4
"""Characters of a secret; a shorter one is a part of too many words."""


def pack_support(path: Path, explanation: Explanation | None, folders: Iterable[Path]) -> list[str]:
    """Write the ZIP file `path`, and return what is in it. explanation: None where there is no journal.

    Raises FerEdgeError when it cannot be written.
    """
    secrets = _secrets()
    names = []
    with atomic_write(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _members(explanation, folders):
            packed.writestr(name, without_traces(text, secrets))
            names.append(name)
    return names


def without_traces(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with `***` for these `secrets` wherever they stand, and ~ for the home folder."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in {secret, json.dumps(secret)[1:-1]}:
            text = text.replace(form, MASK)
    home = os.path.expanduser("~")
    return text if len(home) < 2 else text.replace(home, "~")


def without_pictures(value: Any) -> Any:
    """A JSON value in which long texts and long lists are left out."""
    if isinstance(value, str) and len(value) > LONGEST:
        return f"(a text of {len(value)} characters, left out)"
    if isinstance(value, (list, tuple)):
        if len(value) > MOST:
            return f"(a list of {len(value)}, left out)"
        return [without_pictures(part) for part in value]
    if isinstance(value, dict):
        return {name: without_pictures(part) for name, part in value.items()}
    return value


def _members(explanation: Explanation | None, folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    yield "README.txt", ABOUT
    if explanation is None:
        yield "explain.txt", "There is no journal.\n"
    else:
        told = ((one_line(found), f"    {one_line(remedy)}") for found, remedy in explanation.sentences())
        yield "explain.txt", "".join(f"{line}\n" for lines in told for line in lines if line.strip())
        yield "explain.json", _json(explanation.as_record())
    yield "doctor.json", _json([finding.as_record() for finding in examine()])
    yield "versions.json", _json({"fer-edge": VERSION, "system": platform.platform(), "board": read_board()})
    yield "card.json", _json(_card(explanation))
    for number, folder in enumerate(folders, 1):
        if lines := read_journal(folder).lines:
            yield f"journal/{number}.jsonl", b"".join(map(to_bytes, lines)).decode()


def _card(explanation: Explanation | None) -> Any:
    """The card of the model that ran last, else of the one that would be taken."""
    runs = explanation.story.runs if explanation else ()
    name = next((run.start.model for run in reversed(runs) if run.start and run.start.model), None)
    for wanted in dict.fromkeys((name, None)):
        try:
            return without_pictures(asdict(read_card(find_model(wanted))))
        except FerEdgeError as error:
            reason = str(error)
    return {"fault": reason}


def _json(value: Any) -> str:
    return json.dumps(without_secrets(value), indent=2, ensure_ascii=False) + "\n"


def _secrets() -> list[str]:
    """What this process' environment holds, as a run of this user would read it."""
    found = []
    for name in (SOURCE_PASSWORD, MQTT_PASSWORD, TOKEN):
        try:
            found.append(read_secret(name))
        except FerEdgeError:  # It names a file that is not there, or that holds none.
            continue
    return [secret for secret in found if secret and len(secret) >= SHORTEST]
