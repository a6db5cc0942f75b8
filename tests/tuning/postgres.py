"""A PostgreSQL server of a test's own, on a loopback port, in a folder that is gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.waiting import until

USER = "postgres"


def programs() -> Path | None:
    """Where PostgreSQL's programs are: Debian keeps them off the path."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    return max(folders, default=Path(found).resolve().parent if found else None, key=str)


def _as_whom() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    with suppress(KeyError):
        pwd.getpwnam(USER)
        return ["runuser", "-u", USER, "--"]
    pytest.skip(f"this is root, and there is no user {USER} for a server")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def server() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of its database, for psycopg, and its process; skips the test where no program is installed."""
    place = programs()
    if place is None:
        pytest.skip("no PostgreSQL server is installed")
    before, port = _as_whom(), _free_port()
    with tempfile.TemporaryDirectory() as folder:
        if before:
            shutil.chown(folder, USER)
        command = [*before, place / "initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "tuner", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        options = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
        asked = [word for option in options for word in ("-c", option)]
        with (
            open(os.devnull, "wb") as nowhere,
            subprocess.Popen(
                [*before, place / "postgres", "-D", f"{folder}/data", *asked], stdout=nowhere, stderr=nowhere
            ) as process,
        ):
            try:
                until(
                    lambda: (
                        subprocess.run([place / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0
                    ),
                    30,
                )
                yield f"postgresql+psycopg://tuner@127.0.0.1:{port}/postgres", process
            finally:
                process.terminate()
                process.wait(30)
