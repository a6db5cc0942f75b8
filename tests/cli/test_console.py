"""What the program was started with: closed, full and narrow-minded streams; folders that nobody may look into."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fer_edge.cli import app, console

COMMAND = Path(sys.executable).parent / "fer-edge"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")


def in_shell(line: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "-c", line.replace("fer-edge", str(COMMAND))],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("what", ["models list", "models list --json -"])
@linux
def test_a_full_disk_behind_stdout_is_one_line(what):
    done = in_shell(f"fer-edge {what} > /dev/full")
    assert (done.returncode, done.stderr) == (1, "fer-edge: No space left on device\n")


@linux
def test_a_full_disk_behind_stderr_stops_nothing():
    assert in_shell("fer-edge models list --json - 2> /dev/full").returncode == 0
    assert in_shell("fer-edge eval --data synthetic 2> /dev/full").returncode == 0
    assert in_shell("fer-edge eval nothing --data synthetic 2> /dev/full").returncode == 3


def test_a_reader_who_has_seen_enough_is_no_news():
    assert in_shell("{ fer-edge models list --json -; echo $? >&2; } | true").stderr == "1\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_failure(closed):
    done = in_shell(f"fer-edge models list {closed}")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_stdin_has_no_frames():
    done = in_shell("fer-edge run --headless --source - --size 8x8 --fps 5 <&-")
    assert done.returncode == 1 and "standard input ended after 0 bytes" in done.stderr


def test_frames_of_the_size_that_is_said_are_read_from_stdin():
    done = in_shell("head -c 384 /dev/zero | fer-edge run --headless --source - --size 8x8 --fps 5 --json -")
    assert json.loads(done.stdout)["frames"] == 2


def test_a_terminal_that_knows_ascii_alone_gets_what_it_can(tmp_path):
    done = in_shell(f"fer-edge data preview synthetic --out {tmp_path}/é.png", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (0, f"wrote {tmp_path}/\\xe9.png\n")


def test_what_this_user_may_not_look_into_is_one_line(monkeypatch, capsys):
    def refused(**_):
        raise PermissionError(errno.EACCES, "Permission denied", "/root/clip.mp4")

    monkeypatch.setattr(app, "app", refused)
    monkeypatch.setattr(app, "_let_go", lambda stream: None)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "fer-edge: /root/clip.mp4: Permission denied\n"


def test_a_note_that_cannot_be_written_stops_nothing(monkeypatch):
    class Full:
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self):
            pass

    monkeypatch.setattr(sys, "stderr", Full())
    console.note("anything")
    sys.stderr.close()  # What took its place.


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("cv2", "No module named 'cv2'", "OpenCV"),
        (None, "libGL.so.1: cannot open shared object file", "OpenCV"),
        ("onnxruntime", "No module named 'onnxruntime'", "fer-edge doctor"),
        (None, "libc.so.6: version `GLIBC_2.34' not found (required by onnxruntime.so)", "fer-edge doctor"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_one_line(monkeypatch, capsys, name, text, told):
    def broken(**_):
        raise ImportError(text, name=name)

    monkeypatch.setattr(app, "app", broken)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 3
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run --model", "eval --data synthetic", "bench --runs 1 --threads 1"])
def test_a_file_that_is_no_model_is_said_to_be_none(tmp_path, command):
    (tmp_path / "photo.png").touch()
    done = in_shell(f"fer-edge {command} {tmp_path}/photo.png")
    assert "photo.png is not a model file: expected one that ends in .onnx or .tflite" in done.stderr


@pytest.mark.parametrize("say", [console.note, console.say])
def test_a_name_with_colons_is_no_picture(capsys, say):
    say("--arch mine:x: no [b]mine.py[/b]")
    assert "--arch mine:x: no [b]mine.py[/b]" in "".join(capsys.readouterr())


def test_no_garbage_is_looked_for_when_the_program_ends():
    program = (
        "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count() > 1000))\n"
        "from fer_edge.cli.app import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, "--version"], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "True"
