"""A fleet of three, and what a deployment to it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fer_edge.deploy.fleet.making import Archives
from fer_edge.deploy.fleet.settings import DeploySettings
from fer_edge.deploy.fleet.ssh import Limits, open_ssh
from fer_edge.deploy.fleet.steps import Plan
from tests.deploy.fleet.boards import Board, make_key, ssh_config, start

QUICK = Limits(connect=10, alive=1, stall=10, look=20, install=20, prove=20, bench=20)


@dataclass
class Told:
    """A listener that keeps what it is told."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)

    def step(self, host: str, text: str) -> None:
        self.steps.append((host, text))

    def copied(self, host: str, here: int, all_: int) -> None:
        self.bytes.append(here)


@dataclass
class Fleet:
    """Boards, and how to reach them. told: what the last plan's listener heard."""

    boards: list[Board]
    config: Path
    told: Told = field(default_factory=Told)

    @contextmanager
    def plan(self, bundle: Path | None = None, **settings) -> Iterator[Plan]:
        """What a deployment is given."""
        self.told = Told()
        archives = Archives(bundle, lambda target: pytest.fail("no bundle was to be made"))
        with open_ssh(batch=True, config=self.config, limits=QUICK) as ssh:
            yield Plan(
                ssh=ssh,
                settings=DeploySettings(**settings),
                listener=self.told,
                archive_for=archives.archive_for,
            )


def _fleet(folder: Path, names: tuple[str, ...]) -> Iterator[Fleet]:
    key = make_key(folder / "key")
    boards: list[Board] = []
    try:
        for name in names:
            boards.append(start(folder, name, key))
        yield Fleet(boards=boards, config=ssh_config(folder, key, boards))
    finally:
        for board in boards:
            board.line.close()
            board.kill()


@pytest.fixture
def fleet(tmp_path) -> Iterator[Fleet]:
    """Three boards, each with a home of its own."""
    yield from _fleet(tmp_path, ("first", "second", "third"))


@pytest.fixture
def single(tmp_path) -> Iterator[Fleet]:
    """A board by itself."""
    yield from _fleet(tmp_path, ("board",))


@pytest.fixture
def board(single) -> Board:
    """That board."""
    return single.boards[0]
