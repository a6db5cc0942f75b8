"""What a board is and has, seen in one round trip, and whether a bundle fits it."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from fer_edge.deploy.fleet.archive import Archive
from fer_edge.deploy.fleet.ssh import Connection
from fer_edge.errors import FerEdgeError, MissingError

SCRIPTS = Path(__file__).parent / "scripts"

COPIES, INSTALLED = 2, 3
"""Times a bundle's size: as it is and unpacked; and installed, where its manifest does not say."""


def script(name: str) -> str:
    """The lines of sh for one step; those that change something share their beginning."""
    text = (SCRIPTS / f"{name}.sh").read_text(encoding="utf-8")
    return text if name in ("look", "unpack") else (SCRIPTS / "common.sh").read_text(encoding="utf-8") + text


@dataclass(frozen=True, kw_only=True)
class BoardReport:
    """A board as it is. free: bytes where fer-edge goes. memory: bytes. current, previous: ids of bundles, "" for none.

    well: what is there has proved itself. config: sha256 of its run.toml. staged: bytes of copies that are there.
    stage: the folder of these. lacks: programs. python: of python3, pythons: others. busy: one installs.
    """

    machine: str
    bits: int
    model: str = ""
    system: str = ""
    glibc: str = ""
    python: str = ""
    free: int | None = None
    memory: int | None = None
    systemd: bool = False
    service: str = ""
    prefix: str
    stage: str
    current: str = ""
    previous: str = ""
    version: str = ""
    well: bool = False
    config: str = ""
    lacks: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()
    busy: bool = False
    staged: dict[str, int] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Which bundle it takes, in the bundles' own words."""
        return f"linux-{self.machine}-py{self.python.replace('.', '')}"


def look(connection: Connection, prefix: str, *, sudo: bool) -> BoardReport:
    """Look at a board. prefix: "" for the usual place. Raises Lost, FerEdgeError when it tells nothing of use."""
    usual = "/opt/fer-edge" if sudo and not prefix else prefix
    done = connection.run(script("look"), usual, limit=connection.ssh.limits.look)
    pairs = [line.partition("=")[::2] for line in done.out.splitlines() if "=" in line]
    facts = dict(pairs)
    if not facts.get("machine") or not facts.get("prefix", "").startswith("/"):
        raise FerEdgeError(
            f"{connection.host.name}: it does not tell what it is ({done.said or 'no answer'}): expected a Linux "
            "with sh, and a --prefix that begins with / or ~/"
        )
    texts = ("machine", "model", "system", "glibc", "python", "service", "prefix", "stage")
    return BoardReport(
        **{name: facts.get(name, "") for name in texts},
        **{name: facts.get(name, "") for name in ("current", "previous", "version", "config")},
        bits=_number(facts.get("bits")) or 0,
        free=_kibibytes(facts.get("free_kb")),
        memory=_kibibytes(facts.get("memory_kb")),
        systemd=facts.get("systemd") == "yes",
        well=facts.get("well") == "yes",
        busy=facts.get("busy") == "yes",
        lacks=tuple(value for name, value in pairs if name == "lacks"),
        pythons=tuple(value for name, value in pairs if name == "pythons"),
        staged=_staged([value for name, value in pairs if name == "staged"]),
    )


def check_fits(board: BoardReport, archive: Archive, name: str) -> None:
    """Raises MissingError when the bundle is not for such a board. name: the board's."""
    wanted = archive.manifest
    if board.machine != wanted.machine or wanted.python not in (board.python, *board.pythons):
        raise MissingError(
            f"{name}: the bundle is for {wanted.target}, and this board is {board.target}: "
            f"make one with `fer-edge bundle --target {board.target}`"
        )
    if _version(board.glibc) < _version(wanted.glibc):
        raise MissingError(
            f"{name}: its C library is glibc {board.glibc or 'not at all'}, and the bundle needs {wanted.glibc}: "
            "install a newer system, Debian 11 or later"
        )
    needed = COPIES * archive.size + (wanted.installed_bytes or INSTALLED * archive.size)
    if board.free is not None and board.free < needed:
        raise MissingError(
            f"{name}: {board.free / 1e6:.0f} MB are free at {board.prefix}, and {needed / 1e6:.0f} are needed: "
            "free some, or name another --prefix"
        )


def check_usable(board: BoardReport, name: str) -> None:
    """Raises MissingError when no bundle can be for such a board. name: the board's."""
    if board.lacks:
        raise MissingError(f"{name}: it has no {', '.join(board.lacks)}: apt install {_packages(board.lacks)} there")
    if board.bits != 64:
        raise MissingError(
            f"{name}: its system is {board.bits} bit ({board.machine}): install a 64-bit Raspberry Pi OS; "
            "ONNX Runtime has no 32-bit packages"
        )


def digest(path: Path) -> str:
    """The sha256 of a configuration at hand. Raises MissingError when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise MissingError(f"cannot read the configuration {path}: {error.strerror}; name another file") from error


def _packages(lacks: tuple[str, ...]) -> str:
    named = {"sha256sum": "coreutils", "python3": "python3 python3-venv"}
    return " ".join(named.get(tool, tool) for tool in lacks)


def _staged(lines: list[str]) -> dict[str, int]:
    parts = (line.rpartition(" ") for line in lines)
    return {name: _number(size) or 0 for name, _, size in parts}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None


def _kibibytes(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else number * 1024


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
