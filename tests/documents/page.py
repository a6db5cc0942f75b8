"""A page, typed from its first block to its last."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fer_edge.cli.listing import LISTED
from tests.documents.exceptions import added, before, changed, why_not
from tests.documents.markdown import Block, read_blocks
from tests.documents.shell import Command, read_commands
from tests.documents.typing_in import accept, perform, pipe

NONSENSE = "no-such-option"

SHOWN = ("text",)
"""What nobody types: drawings, and what a program prints."""

SHELL = ("", "sh", "bash", "shell", "console")


def faults(page: Path) -> list[str]:
    """What of a page does not work in the present folder."""
    blocks = read_blocks(page.read_text())
    for block in blocks:
        if block.reader:
            Path(file_of(block)).write_text(block.text)
    names: dict[str, Any] = {"__name__": "__main__"}
    return [
        f"{page.name}:{block.line + number}: {fault}" for block in blocks for number, fault in faults_of(block, names)
    ]


def faults_of(block: Block, names: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Number of the line in the block, and what is wrong there. names: of the page's Python."""
    if block.language in SHELL:
        yield from _faults_of_shell(block)
    elif block.why_not or block.language in SHOWN:
        return
    elif block.reader:
        yield from _faults_of_shell(Block(block.line, "sh", block.reader))
    elif block.language in KINDS:
        try:
            KINDS[block.language](block.text, names)
        except Exception as error:  # noqa: BLE001 - whatever a snippet raises is its fault.
            yield 0, f"{block.language}: {error!r}"
    else:
        yield 0, f"nothing here runs {block.language}: say `<!-- not run: why -->` before it"


def file_of(block: Block) -> str:
    """The name under which a configuration is read: the last word of its reader."""
    return block.reader.split()[-1]


def _faults_of_shell(block: Block) -> Iterator[tuple[int, str]]:
    for command in read_commands(block.text):
        if fault := _fault_of(command, block.why_not or why_not(command.text)):
            yield command.number, f"{command.text}\n    {fault}"


def _fault_of(command: Command, reason: str) -> str:
    if command.given and command.words[1:2] and command.words[1].endswith(".toml"):
        return _refusal(command.given)
    if not command.is_ours:
        return "" if reason else "no fer-edge, and nobody says why it is not run: tests/documents/exceptions.py"
    if reason:
        return accept(list(command.words[1:]))
    return _run(read_commands(changed(command.text))[0])


def _run(command: Command) -> str:
    words = [os.path.expanduser(word) for word in command.words[1:]]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in command.environment.items():
            patch.setenv(name, value)
        done = next((one for one in map(perform, before(words)) if one.fault), None) or perform(words + added(words))
    if done.fault:
        return done.fault
    if command.into:
        Path(command.into).write_text(done.stdout)
    return pipe(done.stdout, command.then) if command.then else ""


def _python(text: str, names: dict[str, Any]) -> None:
    exec(compile(text, "<snippet>", "exec"), names)


def _toml(text: str, names: dict[str, Any]) -> None:
    """Raises ValueError where no command takes it as its --config."""
    if refusal := _refusal(text):
        raise ValueError(refusal)


def _refusal(text: str) -> str:
    """Why no command takes a configuration, or "" where one does."""
    refusals = _refusals(text)
    nonsense = _refusals(f"{NONSENSE} = 1\n")  # Some do not look into the file while they read their words.
    if any(nonsense[name] and not refusals[name] for name in LISTED):
        return ""
    why = "; ".join(f"{name}: {refusal}" for name, refusal in refusals.items() if NONSENSE in nonsense[name])
    return f"say `<!-- read by: fer-edge … -->` before it, for {why}"


def _refusals(text: str) -> dict[str, str]:
    """What each command says of a file that is its --config."""
    Path("snippet.toml").write_text(text)
    return {name: accept([*name.split(), "--config", "snippet.toml"]) for name in LISTED}


def _json(text: str, names: dict[str, Any]) -> None:
    """One value, or one a line."""
    try:
        json.loads(text)
    except ValueError:
        for line in filter(None, text.splitlines()):
            json.loads(line)


def _yaml(text: str, names: dict[str, Any]) -> None:
    import yaml

    list(yaml.safe_load_all(text))


KINDS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "python": _python,
    "toml": _toml,
    "json": _json,
    "yaml": _yaml,
}
