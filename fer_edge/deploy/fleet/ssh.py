"""One connection a board over the system's ssh, which all commands share; host keys and passwords stay ssh's own."""

import os
import select
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fer_edge.deploy.fleet.hosts import Host
from fer_edge.deploy.fleet.refusals import Lost, Unreached, refusal
from fer_edge.errors import FerEdgeError, MissingError

READY = b"fer-edge-ready"
HOLD = f"sh -c 'echo {READY.decode()}; exec cat >/dev/null'"
"""The connection stays as long as this end holds it, whatever ends this process."""

CHUNK = 128 * 1024
LOST = 255
"""ssh's own exit code."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds. connect: to be let in, where nobody can be asked. alive: without a sign of the board, three times.

    stall: without a byte taken. look, install, prove, bench: for that step.
    """

    connect: int = 20
    alive: int = 5
    stall: int = 60
    look: int = 60
    install: int = 1800
    prove: int = 300
    bench: int = 1800


@dataclass(frozen=True, kw_only=True)
class Done:
    """How a command on a board ended. said: the last line of its stderr."""

    code: int
    out: str
    said: str


@dataclass(kw_only=True)
class Ssh:
    """The system's ssh. folder: private, for sockets. batch: nobody can be asked for a password. config: ssh's -F."""

    program: str
    folder: Path
    batch: bool
    config: Path | None = None
    limits: Limits = field(default_factory=Limits)
    held: "list[Connection]" = field(default_factory=list)
    closed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def connect(self, host: Host) -> "Iterator[Connection]":
        """Hold a connection. Raises Unreached, with ssh's own reason in other words."""
        with self.lock:
            if self.closed:
                raise Lost(f"{host.name}: stopped")
            connection = Connection(self, host, self.folder / str(len(self.held)))
            self.held.append(connection)
        try:
            connection.open()
            yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """End every connection, whoever uses it, and let no other begin."""
        with self.lock:
            self.closed = True
            for connection in self.held:
                connection.let_go()
            for number, connection in enumerate(self.held):
                connection.close(patience=0.1 if number else 0.5)


@contextmanager
def open_ssh(*, batch: bool, config: Path | None = None, limits: Limits | None = None) -> Iterator[Ssh]:
    """The system's ssh; every connection ends with the block. Raises MissingError where there is none."""
    program = shutil.which("ssh")
    if program is None:
        raise MissingError("no ssh program here: apt install openssh-client, or put ssh on the PATH")
    if config is not None and not config.is_file():
        raise MissingError(f"no file {config}: --ssh-config names a configuration of ssh")
    # A socket's path has to be short: a folder below a long TMPDIR would not do.
    short = "/tmp" if os.access("/tmp", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fer-", dir=short, ignore_cleanup_errors=True) as folder:
        ssh = Ssh(program=program, folder=Path(folder), batch=batch, config=config, limits=limits or Limits())
        try:
            yield ssh
        finally:
            ssh.close()


class Connection:
    """A board that lets us in. host: which. Used by one thread at a time; `close` may come from another."""

    def __init__(self, ssh: Ssh, host: Host, socket: Path) -> None:
        self.ssh, self.host, self.socket = ssh, host, socket
        self._master: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()
        self._greeting = ""

    def open(self) -> None:
        """Connect; ssh asks at the terminal what it has to ask. Raises Unreached."""
        errors = self.socket.with_suffix(".err")
        limits = self.ssh.limits
        options = [f"ServerAliveInterval={limits.alive}", "ServerAliveCountMax=3", f"ConnectTimeout={limits.connect}"]
        options += ["ControlMaster=yes", "ControlPersist=no", "PermitLocalCommand=no"]
        with errors.open("wb") as file:
            command = self._command(HOLD, *options)
            self._master = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file)
        if self._closed.is_set():  # Meanwhile, by another thread, which did not see this process.
            self.close()
            raise self._lost()
        if not self._is_ready(2 * limits.connect if self.ssh.batch else None):
            self.close()
            raise refusal(self.host, errors.read_text(encoding="utf-8", errors="replace") or self._greeting)

    def let_go(self) -> None:
        """Let the far end go, with which the connection ends."""
        self._closed.set()
        for pipe in (self._master.stdin, self._master.stdout) if self._master else ():
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def close(self, patience: float = 0.5) -> None:
        """End the connection, and every command that uses it. patience: seconds for the far end."""
        self.let_go()
        master = self._master
        if master is None:
            return
        try:
            master.wait(patience)
        except subprocess.TimeoutExpired:
            master.kill()
            master.wait()

    def run(self, script: str, *words: str, limit: float, sudo: bool = False) -> Done:
        """Run lines of sh on the board. words: its $1, $2 …. limit: seconds. Raises Lost."""
        command = f"{'sudo -n ' if sudo else ''}sh -s -- {shlex.join(words)}"
        try:
            done = subprocess.run(self._shared(command), input=script.encode(), capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired as error:
            raise Lost(
                f"{self.host.name}: no answer in {limit:.0f} s: is it overloaded, or its card failing?"
            ) from error
        if done.returncode == LOST:
            raise self._lost()
        said = done.stderr.decode(errors="replace").strip().splitlines() or [""]
        return Done(code=done.returncode, out=done.stdout.decode(errors="replace"), said=said[-1])

    def send(self, file: IO[bytes], command: str, sent: Callable[[int], None]) -> None:
        """Give the rest of a file to a command on the board. sent: told how many bytes each time.

        Raises Lost when the board takes no more, FerEdgeError with its reason when the command fails.
        """
        with tempfile.TemporaryFile(dir=self.ssh.folder) as errors:
            process = subprocess.Popen(
                self._shared(command), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
            )
            try:
                self._pour(file, process, sent)
                code = process.wait(self.ssh.limits.stall)
            except subprocess.TimeoutExpired as error:
                raise self._lost() from error
            finally:
                with suppress(OSError):
                    process.stdin.close()  # type: ignore[union-attr]
                if process.poll() is None:
                    process.kill()
                    process.wait()
            if code == LOST:
                raise self._lost()
            if code:
                errors.seek(0)
                said = errors.read().decode(errors="replace").strip().splitlines() or ["it said no more"]
                raise FerEdgeError(
                    f"{self.host.name}: the copy failed there: {said[-1]}; mend that, and the same command goes on"
                )

    def _pour(self, file: IO[bytes], process: "subprocess.Popen[bytes]", sent: Callable[[int], None]) -> None:
        pipe = process.stdin
        assert pipe is not None
        os.set_blocking(pipe.fileno(), False)
        while chunk := file.read(CHUNK):
            rest = memoryview(chunk)
            while rest:
                if not select.select([], [pipe], [], self.ssh.limits.stall)[1]:
                    raise self._lost()
                try:
                    count = os.write(pipe.fileno(), rest)
                except BlockingIOError:
                    continue
                except BrokenPipeError:  # The command has ended; its exit code tells more.
                    return
                sent(count)
                rest = rest[count:]
        pipe.close()

    def _is_ready(self, limit: float | None) -> bool:
        """Whether the far shell has spoken; what it says before, as a login's greeting, is passed over."""
        assert self._master is not None and self._master.stdout is not None
        end = None if limit is None else time.monotonic() + limit
        seen, pipe = b"", self._master.stdout.fileno()
        while READY not in seen:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([pipe], [], [], left)[0]:
                return False
            part = os.read(pipe, 4096)
            if not part:
                return False
            seen = (seen + part)[-8192:]
            self._greeting = seen.decode(errors="replace")
        return True

    def _lost(self) -> Lost:
        if self._closed.is_set():
            return Lost(f"{self.host.name}: stopped")
        return Lost(f"{self.host.name}: the connection is lost; once it is back, the same command goes on from there")

    def _shared(self, command: str) -> list[str]:
        """A command over the open connection alone: without it ssh would connect, and ask, anew."""
        return self._command(command, "ControlMaster=no", "ProxyCommand=false")

    def _command(self, command: str, *options: str) -> list[str]:
        host, program = self.host, self.ssh.program
        common = ("RequestTTY=no", "RemoteCommand=none", "ClearAllForwardings=yes", "LogLevel=ERROR")
        named = [f"BatchMode={'yes' if self.ssh.batch else 'no'}", *common, *options]
        return [
            program,
            *(["-F", str(self.ssh.config)] if self.ssh.config else []),
            *["-S", str(self.socket)],
            *(word for option in named for word in ("-o", option)),
            *(["-p", str(host.port)] if host.port else []),
            *(["-l", host.user] if host.user else []),
            *["--", host.address, command],
        ]


__all__ = ["Connection", "Done", "Limits", "Lost", "Ssh", "Unreached", "open_ssh"]
