"""A process that is watched over: how its end is told, and that neither outlives the other."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fer_edge.training.distribution import supervision
from tests.waiting import until

ROOT = Path(__file__).parents[3]

WATCHED = """
import os, sys, time
from fer_edge.errors import FerEdgeError
from fer_edge.training.distribution import supervision
if not supervision.is_watched():
    try:
        sys.exit(supervision.supervise())
    except FerEdgeError as error:
        print(f"told: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
supervision.set_up_watched()
"""


def watched(code: str) -> list[str]:
    return [sys.executable, "-c", WATCHED + code]


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run(watched(code), cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_streams_and_exit_code_are_those_of_the_process_that_is_watched():
    done = run("print('out'); print('err', file=sys.stderr); os.write(2, b'native'); os.write(1, b'too'); sys.exit(3)")
    assert (done.returncode, done.stdout, done.stderr) == (3, "out\n", "err\n")


@pytest.mark.parametrize(
    "end", [f"os._exit({supervision.LOST})", f"os.write(2, {supervision.FATAL!r}); os.abort()"], ids=["own", "of JAX"]
)
def test_the_loss_of_another_process_is_one_line(end):
    done = run(end)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"told: {supervision.TOLD}\n")


def test_others_that_were_never_found_are_told_as_such():
    search = f"open(os.path.join(supervision.own_folder(), {supervision.SEARCH!r}), 'w').write('nobody at n1:99')"
    done = run(f"{search}\nos.write(2, {supervision.FATAL!r}); os.abort()")
    assert (done.returncode, done.stderr) == (1, "told: nobody at n1:99\n")


def test_another_end_is_told_with_what_was_written_last():
    done = run("os.write(2, b'first\\nout of addresses\\n'); os.abort()")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "ended by SIGABRT; it wrote: out of addresses" in done.stderr
    assert "killed" in run("os.kill(os.getpid(), 9)").stderr


def begun(tmp_path: Path, code: str) -> tuple[subprocess.Popen, int]:
    """A process that watches, and the number of the one it watches over, which has begun."""
    told = tmp_path / "pid"
    code = f"open({str(told)!r}, 'w').write(f'{{os.getpid()}}.')\n{code}"
    process = subprocess.Popen(watched(code), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until(lambda: told.exists() and told.read_text().endswith("."), seconds=60)
    return process, int(told.read_text()[:-1])


def is_gone(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells ended processes by /proc")
def test_the_watched_process_ends_with_its_watcher(tmp_path):
    process, pid = begun(tmp_path, "time.sleep(300)")
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    until(lambda: is_gone(pid), seconds=60)


def test_ctrl_c_is_passed_on_once(tmp_path):
    code = (
        "try:\n    time.sleep(300)\nexcept KeyboardInterrupt:\n    print('stopped', file=sys.stderr)\n    sys.exit(130)"
    )
    process, _ = begun(tmp_path, code)
    os.kill(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "stopped\n" and process.returncode == 130
