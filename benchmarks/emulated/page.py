"""The commands of a page of the documents: those that an emulated machine types, and why the others are not typed."""

import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.emulated.roots import CHECKOUT

PAGE = CHECKOUT / "docs" / "raspberry-pi.md"

BLOCK = re.compile(r"^(?:<!-- (?P<mark>[^\n]*) -->\n)?```sh\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Lines of a shell. why: they are not typed; "" where they are."""

    text: str
    why: str


def read_blocks(page: str) -> list[Block]:
    """Every block of shell lines of a page in Markdown, in order.

    Raises ValueError for one that is marked neither `<!-- typed -->` nor `<!-- not typed: why -->`.
    """
    return [Block(found["text"], _why(found["mark"] or "", found["text"])) for found in BLOCK.finditer(page)]


def _why(mark: str, text: str) -> str:
    if mark == "typed":
        return ""
    word, _, why = mark.partition(": ")
    if word != "not typed" or not why:
        raise ValueError(f"this block says neither that it is typed nor why it is not: {text}")
    return why


def write_typed(page: str, folder: Path) -> list[Path]:
    """Write each block that is typed into a folder, as a file of its own, in order of their names."""
    folder.mkdir(parents=True)
    paths = []
    for number, block in enumerate(block for block in read_blocks(page) if not block.why):
        paths.append(folder / f"{number:02}.sh")
        paths[-1].write_text(block.text)
    return paths
