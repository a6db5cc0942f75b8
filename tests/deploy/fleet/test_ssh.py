import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fer_edge.deploy.fleet.ssh import Lost, Unreached, open_ssh
from fer_edge.errors import FerEdgeError, MissingError
from tests.deploy.fleet.boards import descendants, make_key, start_again
from tests.deploy.fleet.conftest import QUICK
from tests.waiting import until


def test_commands_share_one_connection_which_ends_with_the_block(single, board):
    with open_ssh(batch=True, config=single.config, limits=QUICK) as ssh:
        folder = ssh.folder
        assert folder.stat().st_mode & 0o777 == 0o700 and len(str(folder / "0")) < 40
        with ssh.connect(board.host) as connection:
            for word in ("a", 'it\'s "$HOME" `x`'):
                assert connection.run('echo "$1"', word, limit=20).out == f"{word}\n"
            log = (board.folder / "log").read_text()
    assert log.count("Accepted publickey") == 1 and not folder.exists()
    until(lambda: len(descendants(board.server.pid)) == 1)


def test_once_closed_nothing_connects_any_more(single, board):
    with open_ssh(batch=True, config=single.config, limits=QUICK) as ssh, ssh.connect(board.host) as connection:
        ssh.close()
        with pytest.raises(Lost, match="stopped"):
            connection.run("true", limit=20)
        with pytest.raises(Lost, match="stopped"), ssh.connect(board.host):
            pass


def test_how_a_command_ended_is_told(single, board):
    with open_ssh(batch=True, config=single.config, limits=QUICK) as ssh, ssh.connect(board.host) as connection:
        done = connection.run("echo first >&2; echo last >&2; exit 7", limit=20)
        assert (done.code, done.said) == (7, "last")
        with pytest.raises(Lost, match="no answer in 1 s"):
            connection.run("sleep 30", limit=1)


def test_a_disk_that_takes_no_more_is_told(single, board, tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 10_000_000)
    with (
        (tmp_path / "file").open("rb") as file,
        open_ssh(batch=True, config=single.config, limits=QUICK) as ssh,
        ssh.connect(board.host) as connection,
        pytest.raises(FerEdgeError, match="No space left"),
    ):
        connection.send(file, "cat >/dev/full", lambda count: None)


def test_without_its_connection_nothing_connects_anew(single, board):
    with open_ssh(batch=True, config=single.config, limits=QUICK) as ssh, ssh.connect(board.host) as connection:
        connection.socket.unlink()
        with pytest.raises(Lost):
            connection.run("true", limit=20)
    assert (board.folder / "log").read_text().count("Accepted publickey") == 1


def refused(single, board) -> str:
    with (
        open_ssh(batch=True, config=single.config, limits=QUICK) as ssh,
        pytest.raises(Unreached) as error,
        ssh.connect(board.host),
    ):
        pass
    assert "\n" not in str(error.value)
    return str(error.value)


def test_another_host_key_is_refused(single, board, tmp_path):
    other = make_key(tmp_path / "other").with_suffix(".pub").read_text()
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{board.line.port} {other}")
    said = refused(single, board)
    assert "another host key" in said and f"ssh-keygen -R [127.0.0.1]:{board.line.port}" in said
    assert f"{tmp_path / 'known_hosts'}:1" in said


def test_a_host_key_that_nobody_has_compared_is_refused(single, board, tmp_path):
    (tmp_path / "known_hosts").write_text("")
    assert "does not know its host key yet" in refused(single, board)
    assert (tmp_path / "known_hosts").read_text() == ""


def test_a_key_that_is_not_let_in_is_told(single, board, tmp_path):
    (tmp_path / "key.pub").write_text("")
    assert "Permission denied (publickey)" in refused(single, board)


def test_a_login_that_has_no_shell_says_why(single, board):
    config = board.folder / "config"
    config.write_text(config.read_text() + "ForceCommand echo This account is not available\n")
    board.kill()
    start_again(board)
    assert "not reached (This account is not available)" in refused(single, board)


def test_a_board_that_is_off_is_told(single, board):
    board.line.close()
    assert "Connection refused" in refused(single, board)


def test_without_ssh_there_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="no ssh program"), open_ssh(batch=True):
        pass


PROGRAM = """
import signal
import sys
from pathlib import Path
from fer_edge.deploy.fleet.hosts import Host
from fer_edge.deploy.fleet.ssh import open_ssh
from fer_edge.system.signals import exit_on_signals

exit_on_signals()
signal.signal(signal.SIGINT, signal.default_int_handler)  # What a shell starts in the background ignores it.
with open_ssh(batch=True, config=Path(sys.argv[1])) as ssh:
    with ssh.connect(Host(name="board", address="127.0.0.1", port=int(sys.argv[2]))) as connection:
        print(ssh.folder, flush=True)
        connection.run(sys.argv[3], limit=60)
"""


@pytest.mark.parametrize(
    ("number", "under_way"), [(signal.SIGINT, "sleep 60"), (signal.SIGTERM, "sleep 60"), (signal.SIGKILL, "sleep 3")]
)
def test_whatever_ends_the_program_ends_its_connections(single, board, number, under_way):
    """Nobody is left to end what is under way after SIGKILL; the connection ends with that."""
    words = [sys.executable, "-c", PROGRAM, str(single.config), str(board.line.port), under_way]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | {"PYTHONPATH": str(root)}
    ) as program:
        folder = Path(program.stdout.readline().strip())
        until(lambda: any("sleep" in Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(board.server.pid)))
        program.send_signal(number)
        program.wait(10)
    if number != signal.SIGKILL:
        assert not folder.exists()
    shutil.rmtree(folder, ignore_errors=True)
    until(lambda: len(descendants(board.server.pid)) == 1)
