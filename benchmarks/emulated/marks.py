"""Where a program's instructions go: it marks its sections, QEMU's plug-in writes the marks, they are summed up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

MARK, MASK_BITS, MASK = 0x2A5000, 9, 0o022
"""As count.c has them: the kernel sees a umask of 022, the plug-in a section."""

RETURN = 0x800
"""Added to a section that goes on after one within it."""


class Sections:
    """Names sections as they come up, and marks where each begins and ends; the instructions of one count once.

    names: by number; the first is what lies outside of all. counting: nothing is marked while it is False.
    """

    def __init__(self, counting: bool = True) -> None:
        self.names, self.counting = ["outside"], counting
        self._within = [0]

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """The block is this section, but for those within it."""
        if name not in self.names:
            self.names.append(name)
        self._within.append(self.names.index(name))
        self._mark(self._within[-1])
        try:
            yield
        finally:
            self._within.pop()
            self._mark(self._within[-1] | RETURN)

    def _mark(self, section: int) -> None:
        if self.counting:
            os.umask(MASK | (MARK | section) << MASK_BITS)


@dataclass(kw_only=True)
class Cost:
    """How often a section was entered, and the instructions and dot products in all."""

    times: int = 0
    instructions: int = 0
    dots: int = 0


def sum_up(lines: str, names: list[str]) -> dict[str, Cost]:
    """The cost of each section, from the plug-in's lines: section, instructions and dot products until then."""
    marks = [tuple(map(int, line.split())) for line in lines.splitlines()]
    costs = {name: Cost() for name in names}
    for (code, began, dots), (_, ended, dots_then) in pairwise(marks):
        cost = costs[names[code & ~RETURN]]
        cost.times += not code & RETURN
        cost.instructions += ended - began
        cost.dots += dots_then - dots
    return costs
