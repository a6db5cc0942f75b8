"""A lock is held by whoever is alive."""

import os
import signal
import subprocess
import sys

import pytest

from fer_edge.system.writing.locks import is_alive, is_free, open_locked

pytest.importorskip("fcntl", reason="no locks on Windows")

HOLDER = """
import sys, time
from fer_edge.system.writing.locks import open_locked
open_locked(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_is_held_until_the_file_is_closed(tmp_path):
    file = open_locked(tmp_path / "a")
    assert open_locked(tmp_path / "a") is None and not is_free(tmp_path / "a")
    os.close(file)
    assert is_free(tmp_path / "a") and not is_free(tmp_path / "absent")


def test_a_lock_ends_with_its_process(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path / "a"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        assert open_locked(tmp_path / "a") is None and is_alive(process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
    assert is_free(tmp_path / "a") and not is_alive(process.pid)


def test_a_number_that_no_process_can_have_is_not_alive():
    assert is_alive(os.getpid()) and is_alive(1) and not is_alive(10**30)
