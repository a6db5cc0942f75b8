"""A file to a board: from where the last try stopped, and checked to the byte there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fer_edge.deploy.fleet.archive import Archive
from fer_edge.deploy.fleet.look import BoardReport, script
from fer_edge.deploy.fleet.ssh import Connection
from fer_edge.errors import FerEdgeError

DAMAGED = 9
"""unpack.sh: what was copied is another file."""

TRIES, PAUSE = 5, 1.0
"""Looks at how much there is, and seconds between: what a lost connection had sent may still be written."""

APPEND = """sh -c 'd=$HOME/.fer-edge-deploy; umask 077; mkdir -p "$d" && cd "$d" && touch {part} && \
[ $(wc -c <{part}) = {offset} ] || {{ echo another copy is under way >&2; exit 8; }}; exec cat >>{part}'"""
WRITE = """sh -c 'd=$HOME/.fer-edge-deploy; umask 077; mkdir -p "$d" && cd "$d" && exec cat >run.toml'"""
"""On one line, for a login shell of whatever kind."""

Progress = Callable[[int, int], None]
"""Told how many bytes are there, of how many."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a copy took. resumed: bytes that were there already. sent: bytes that went over the line."""

    resumed: int
    sent: int


def bring(connection: Connection, archive: Archive, board: BoardReport, progress: Progress) -> Sent:
    """Copy a bundle, go on where an earlier copy stopped, and unpack it on the board.

    A copy that turns out to be another file is thrown away and made once more. Raises Lost, with what has come kept
    there, FerEdgeError when the board cannot write.
    """
    resumed, sent = _there(connection, archive, board), 0
    for offset in (resumed, 0):
        sent += _append(connection, archive, offset, progress)
        done = connection.run(script("unpack"), archive.sha256, archive.folder, limit=connection.ssh.limits.install)
        if done.code == 0:
            return Sent(resumed=resumed, sent=sent)
        if done.code != DAMAGED:
            raise FerEdgeError(f"{connection.host.name}: cannot unpack the bundle there: {done.said}; free some space")
        resumed = 0
    raise FerEdgeError(
        f"{connection.host.name}: what arrives is not what was sent, twice: another copy, or its card failing?"
    )


def _there(connection: Connection, archive: Archive, board: BoardReport) -> int:
    """How many bytes an earlier copy has left, once it has ended. Raises FerEdgeError while one is under way."""
    if f"{archive.sha256}.tar.gz" in board.staged:
        return archive.size
    there = board.staged.get(f"{archive.sha256}.part", 0)
    for _ in range(TRIES if there else 0):
        time.sleep(PAUSE)
        now = connection.run(f'wc -c <"$1/{archive.sha256}.part"', board.stage, limit=connection.ssh.limits.look)
        before, there = there, int(now.out) if now.out.strip().isdecimal() else 0
        if there == before:
            return min(there, archive.size)
    if there:
        raise FerEdgeError(f"{connection.host.name}: another copy is under way there: wait for it")
    return 0


def send_config(connection: Connection, path: Path) -> None:
    """Bring a configuration to the folder of copies. Raises as `bring`."""
    with path.open("rb") as file:
        connection.send(file, WRITE, lambda count: None)


def _append(connection: Connection, archive: Archive, offset: int, progress: Progress) -> int:
    """Send what is behind `offset`; the bytes that went."""
    counted = [0]

    def count(more: int) -> None:
        counted[0] += more
        progress(offset + counted[0], archive.size)

    if offset < archive.size:
        with archive.path.open("rb") as file:
            file.seek(offset)
            connection.send(file, APPEND.format(part=f"{archive.sha256}.part", offset=offset), count)
    return counted[0]
