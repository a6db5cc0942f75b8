"""Boards on loopback: real sshd processes, each with a home of its own, behind a line that can be cut."""

import getpass
import os
import shutil
import socket
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from fer_edge.deploy.fleet.hosts import Host
from tests.waiting import until

CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/hostkey
PidFile none
AuthorizedKeysFile {key}.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv HOME={home}
"""


def sshd() -> str:
    """The server program; skips the test where there is none."""
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None or shutil.which("ssh") is None:
        pytest.skip("no sshd and ssh here: apt install openssh-server")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # It does not start without it.
    return found


def make_key(path: Path) -> Path:
    """A key without a passphrase."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True, timeout=30, stdin=subprocess.DEVNULL)
    return path


class Line:
    """A port that leads to another one, counts what goes there, and can be cut or fall silent."""

    def __init__(self, target: int) -> None:
        self.target, self.sent = target, 0
        self.cut_at: int | None = None
        self.silent_at: int | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End what goes through now."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it with everything that goes through."""
        for one in (self._server, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:  # Nobody is behind it now.
                    near.close()
                    continue
                self._open += [near, far]
                for way in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, out: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if out and self.cut_at is not None and self.sent + len(data) > self.cut_at:
                    break
                if self.silent_at is not None and self.sent + len(data) > self.silent_at:
                    continue
                target.sendall(data)
                self.sent += len(data) if out else 0
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@dataclass
class Board:
    """One sshd. line: what leads to it. home: its user's."""

    folder: Path
    home: Path
    line: Line
    server: subprocess.Popen

    @property
    def prefix(self) -> Path:
        """Where it gets fer-edge; the name has what a shell would read otherwise."""
        return self.home / "it's $(a) `place`; &"

    @property
    def host(self) -> Host:
        """As an inventory would give it."""
        return Host(name=self.home.name, address="127.0.0.1", port=self.line.port, prefix=str(self.prefix))

    @property
    def now(self) -> str:
        """The id of the bundle that is there."""
        return os.path.basename(os.readlink(self.prefix / "current"))

    def kill(self) -> None:
        """Pull the plug: the server with all its sessions."""
        for pid in reversed(descendants(self.server.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self.server.wait(10)
        until(
            lambda: not says(self.line.target)
        )  # A session that had just been begun may hold the port a moment longer.

    def left(self) -> list[str]:
        """What lies in the home."""
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*"))


def says(port: int) -> bytes:
    """What a server says first; nothing where there is none."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as peer:
        return peer.recv(4)
    return b""


def descendants(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def start(folder: Path, name: str, key: Path) -> Board:
    """A board of its own."""
    program, own = sshd(), folder / name
    home = own / name
    home.mkdir(parents=True)
    make_key(own / "hostkey")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (own / "config").write_text(CONFIG.format(port=port, folder=own, key=key, home=home))
    return Board(folder=own, home=home, line=Line(port), server=serve(program, own, port))


def serve(program: str, folder: Path, port: int) -> subprocess.Popen:
    """Start the server of a folder."""
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [program, "-D", "-e", "-f", str(folder / "config")], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )

    def answers() -> bool:
        assert server.poll() is None, (folder / "log").read_text()
        return says(port) == b"SSH-"

    until(answers)
    return server


def start_again(board: Board) -> None:
    """The plug is in again."""
    board.server = serve(sshd(), board.folder, board.line.target)


def ssh_config(folder: Path, key: Path, boards: list[Board]) -> Path:
    """What ssh is to read: the key, and the keys of these boards' hosts."""
    known = folder / "known_hosts"
    known.write_text(
        "".join(f"[127.0.0.1]:{one.line.port} {(one.folder / 'hostkey.pub').read_text()}" for one in boards)
    )
    path = folder / "ssh_config"
    path.write_text(
        f"IdentityFile {key}\nIdentitiesOnly yes\nUserKnownHostsFile {known}\nGlobalKnownHostsFile none\n"
        f"User {getpass.getuser()}\n"
        + "".join(f"Host {one.home.name}\n HostName 127.0.0.1\n Port {one.line.port}\n" for one in boards)
    )
    return path
