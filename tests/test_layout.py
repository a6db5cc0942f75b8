"""The page of the layout names the rooms that are there, and draws their floors as the imports are."""

import re
from pathlib import Path

import fer_edge
from tests.test_architecture import FLOORS

ROOT = Path(fer_edge.__file__).parent
PAGE = (ROOT.parent / "docs" / "layout.md").read_text()
FLOOR_DRAWING, TREE = re.findall(r"^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[:2]
DEEP = 2
"""Rooms and the rooms in them are drawn; what is inside those is not."""


def drawn_rooms(tree: str) -> set[str]:
    """The paths below fer_edge/ of a tree in which two more spaces are one level more."""
    rooms, above = set(), []
    for spaces, name in re.findall(r"^( *)(\w+)/", tree, re.MULTILINE):
        above = [*above[: len(spaces) // 2], name]
        rooms.add("/".join(above[1:]))
    return rooms - {""}


def floors(drawing: str) -> dict[str, int]:
    """The floor of each room in the drawing, 0 the highest."""
    names = [re.split(r" {3,}", line.strip())[0].split(" · ") for line in drawing.splitlines()]
    return {name: floor for floor, line in enumerate(names) for name in line}


def test_every_room_is_named_and_no_other():
    there = {path.parent.relative_to(ROOT) for end in ("__init__.py", "*.json") for path in ROOT.rglob(end)}
    assert drawn_rooms(TREE) == {room.as_posix() for room in there if 0 < len(room.parts) <= DEEP}


def test_a_room_is_known_by_the_one_it_is_in():
    assert drawn_rooms("fer_edge/\n  data/   faces\n    lists/\n  cli/\n") == {"data", "data/lists", "cli"}


def test_no_room_sees_one_that_is_drawn_above_it():
    floor = floors(FLOOR_DRAWING)
    assert set(FLOORS) - set(floor) == {"__init__", "__main__"}
    lowest = max(floor.values())
    seen = [(room, other) for room in floor for other in FLOORS[room] - {room}]
    beside = lambda room, other: floor[room] == floor[other] >= lowest - 1  # noqa: E731
    assert [pair for pair in seen if floor[pair[1]] <= floor[pair[0]] and not beside(*pair)] == []
