"""The fenced blocks of a page, and what the comment before one says of it."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"\s*(?:>\s*)?(`{3,}|~{3,})\s*(\S*)")
COMMENT = re.compile(r"\s*<!--\s*(.*?)\s*-->\s*$")
ELSEWHERE = re.compile(r"typed$|not typed: \S")
"""The marks of docs/raspberry-pi.md, which benchmarks/emulated/page.py reads."""


@dataclass(frozen=True)
class Block:
    """line: the number of its first line in the page. mark: the comment directly before it, or ""."""

    line: int
    language: str
    text: str
    mark: str = ""

    @property
    def why_not(self) -> str:
        """Why it is not run, or ""."""
        if ELSEWHERE.match(self.mark):
            return "`make pi` types the page on an emulated board"
        word, _, reason = self.mark.partition(": ")
        return reason if word == "not run" else ""

    @property
    def reader(self) -> str:
        """The command that is given this configuration, or ""."""
        word, _, command = self.mark.partition(": ")
        return command if word == "read by" else ""


def read_blocks(page: str) -> list[Block]:
    """Every fenced block, in order. Raises ValueError for one that does not end, or a mark that means nothing."""
    blocks: list[Block] = []
    lines, at = page.splitlines(), 0
    while at < len(lines):
        found = FENCE.match(lines[at])
        if not found:
            at += 1
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip(" >") == found[1]), None)
        if end is None:
            raise ValueError(f"the block of line {at + 1} does not end")
        mark = COMMENT.match(lines[at - 1]) if at else None
        block = Block(at + 2, found[2].lower(), "\n".join(lines[at + 1 : end]) + "\n", mark[1] if mark else "")
        if block.mark and not (block.why_not or block.reader):
            raise ValueError(f"line {at}: <!-- {block.mark} --> says neither why it is not run nor who reads it")
        blocks.append(block)
        at = end + 1
    return blocks


def commands_in_prose(page: str) -> list[str]:
    """What stands in backticks in the text and begins with fer-edge, make or python."""
    prose = re.sub(r"^(`{3,}).*?^\1", "", page, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(found.split()) for found in re.findall(r"`((?:fer-edge|make|python -m)\s[^`]+)`", prose)]
