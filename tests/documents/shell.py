"""The commands in a block of shell lines."""

import os
import re
import shlex
from dataclasses import dataclass

COMMENT = re.compile(r"(?:^|\s+)#(?:\s.*)?$")
HEREDOC = re.compile(r"<<-?\s*'?(\w+)'?")


@dataclass(frozen=True)
class Command:
    """One command. number: of its line in the block, from 0. text: as typed, without the comment.

    environment: what is set before it. words: the command. then: what its output is piped into. into: the file that it
    goes to. given: what it reads.
    """

    number: int
    text: str
    environment: dict[str, str]
    words: tuple[str, ...]
    then: str = ""
    into: str = ""
    given: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it is fer-edge, wherever that is said to lie."""
        return bool(self.words) and os.path.basename(self.words[0]) == "fer-edge"


def read_commands(text: str) -> list[Command]:
    """The commands of a block, in order; lines that end in a backslash and here-documents are put together."""
    commands: list[Command] = []
    lines, at = text.splitlines(), 0
    while at < len(lines):
        number, line = at, COMMENT.sub("", lines[at])
        while line.endswith("\\") and at + 1 < len(lines):
            at += 1
            line = line[:-1] + COMMENT.sub("", lines[at])
        at += 1
        given = ""
        if found := HEREDOC.search(line):
            end = lines.index(found[1], at)
            given, at = "\n".join(lines[at:end]) + "\n", end + 1
            line = line[: found.start()]
        commands += [_read(number, part, given) for part in line.split(" && ") if part.strip()]
    return commands


def _read(number: int, text: str, given: str) -> Command:
    command, _, then = text.strip().removeprefix("$ ").partition(" | ")
    command, _, into = command.partition(" > ")
    words = shlex.split(command)
    environment = {}
    while words and (words[0] == "sudo" or re.match(r"\w+=", words[0])):
        name, equals, value = words.pop(0).partition("=")
        environment |= {name: value} if equals else {}
    return Command(number, text.strip(), environment, tuple(words), then.strip(), into.strip(), given)
