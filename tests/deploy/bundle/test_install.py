"""install.sh itself, with a stand-in for fer-edge; each run has a time limit and no network is asked for."""

import os
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from fer_edge.deploy.bundle.target import Target
from tests.deploy.bundle.making import HERE, make_bundle, seal_again
from tests.little_disk import little_disk

LIMIT = 120
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
"""On which the first python3 is the one that runs the tests: the bundles are for it."""


def install(bundle: Path, prefix: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PATH": PATH, "PIP_NO_INDEX": "1"} | variables
    command = ["sh", str(bundle / "install.sh"), "--prefix", str(prefix), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, env=environment)


def begin(bundle: Path, prefix: Path) -> subprocess.Popen:
    """Start an installation, and wait until it is in the middle."""
    command = ["sh", str(bundle / "install.sh"), "--prefix", str(prefix)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    process = subprocess.Popen(command, env={**os.environ, "PATH": PATH}, **quiet)
    end = time.monotonic() + LIMIT
    while not list(prefix.glob("versions/*.part/venv")) and time.monotonic() < end:
        time.sleep(0.01)
    return process


def current(prefix: Path) -> str:
    return os.readlink(prefix / "current").removeprefix("versions/") if (prefix / "current").is_symlink() else ""


def says(prefix: Path) -> str:
    """What the installed program says."""
    done = subprocess.run([prefix / "bin/fer-edge", "hello there"], capture_output=True, text=True, timeout=LIMIT)
    return done.stdout.strip()


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")} if folder.exists() else set()


@pytest.fixture
def first(tmp_path):
    return make_bundle(tmp_path / "first", tmp_path / "work")


@pytest.fixture
def second(tmp_path):
    return make_bundle(tmp_path / "second", tmp_path / "work2", model="finer", version="0.2.0")


@pytest.fixture
def prefix(tmp_path):
    return tmp_path / "a place's"


def test_a_version_is_installed_and_runs_also_where_the_path_has_blanks(first, prefix):
    done = install(first, prefix)
    assert done.returncode == 0, done.stderr
    assert says(prefix) == "0.1.0 fer-edge hello there"
    assert (prefix / "config/run.toml").read_text() == 'camera = "0"\n'
    assert (prefix / "current/models/mine/model.onnx").read_text() == "fine"
    assert not list(prefix.rglob("*.part"))


def test_twice_is_as_once(first, prefix):
    install(first, prefix)
    before = everything(prefix)
    done = install(first, prefix)
    assert done.returncode == 0 and "already" in done.stdout
    assert everything(prefix) == before


def test_the_modules_of_the_folder_one_is_in_are_not_taken(first, prefix, tmp_path, monkeypatch):
    (tmp_path / "fer_edge.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert install(first, prefix).returncode == 0
    assert says(prefix) == "0.1.0 fer-edge hello there"


def test_an_upgrade_leaves_the_configuration_and_one_goes_back(first, second, prefix):
    install(first, prefix)
    old = current(prefix)
    (prefix / "config/run.toml").write_text('camera = "1"\n')
    assert install(second, prefix).returncode == 0
    assert says(prefix).startswith("0.2.0")
    assert (prefix / "config/run.toml").read_text() == 'camera = "1"\n'
    done = install(prefix, prefix, "--rollback")
    assert done.returncode == 0 and current(prefix) == old, done.stderr
    assert says(prefix).startswith("0.1.0")
    install(prefix, prefix, "--rollback")
    assert says(prefix).startswith("0.2.0")


@pytest.mark.parametrize(("model", "why"), [("blind", "no face is found"), ("odd", "odd")])
def test_a_version_that_does_not_run_here_is_refused_and_the_old_one_stays(first, tmp_path, prefix, model, why):
    install(first, prefix)
    before, old = everything(prefix), current(prefix)
    bad = make_bundle(tmp_path / "bad", tmp_path / "work2", model=model, version="0.2.0")
    done = install(bad, prefix)
    assert done.returncode == 4 and why in done.stderr and len(done.stderr.splitlines()) == 1
    assert (everything(prefix), current(prefix)) == (before, old)
    assert says(prefix).startswith("0.1.0")


def test_where_nothing_was_a_refused_version_leaves_nothing(tmp_path, prefix):
    bad = make_bundle(tmp_path / "bad", tmp_path / "work", model="blind")
    assert install(bad, prefix).returncode == 4
    assert not prefix.exists()


def kinds(bundle: Path) -> list[Path]:
    return [path for path in sorted(bundle.rglob("*")) if path.is_file()]


def test_a_changed_byte_in_any_file_is_refused_before_anything_is_touched(first, prefix):
    assert len(kinds(first)) > 8
    for path in kinds(first):
        data = path.read_bytes()
        at = len(data) - 2 if path.name == "install.sh" else len(data) // 2  # Of the script itself, a comment.
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        done = install(first, prefix)
        assert done.returncode == 4, (path, done)
        assert len(done.stderr.splitlines()) == 1 and (path.name in done.stderr or path.name == "SHA256SUMS")
        assert not prefix.exists()
        path.write_bytes(data)


@pytest.mark.parametrize("name", ["wheels/evil-1.0-py3-none-any.whl", ".hidden", "models/mine/more"])
def test_a_file_too_many_is_refused(first, prefix, name):
    (first / name).write_text("")
    done = install(first, prefix)
    assert done.returncode == 4 and "does not belong" in done.stderr and not prefix.exists()


def test_a_link_in_place_of_a_file_is_refused(first, prefix, tmp_path):
    (first / "run.toml").rename(tmp_path / "elsewhere")
    (first / "run.toml").symlink_to(tmp_path / "elsewhere")
    assert install(first, prefix).returncode == 4 and not prefix.exists()


@pytest.mark.parametrize("name", ["SHA256SUMS", "manifest.json", "models/mine/model.onnx"])
def test_a_file_too_few_is_refused(first, prefix, name):
    (first / name).unlink()
    done = install(first, prefix)
    assert done.returncode == 4 and name in done.stderr and not prefix.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"machine": "m68k"}, "m68k"),
        ({"glibc": "9.99"}, "glibc 9.99"),
        ({"installed_bytes": str(10**15)}, "make room"),
        ({"python": "3.99"}, "3.99"),
    ],
)
def test_a_machine_that_does_not_fit_is_told_why(first, prefix, told, why):
    seal_again(first, **told)
    done = install(first, prefix)
    assert done.returncode == 3 and why in done.stderr and len(done.stderr.splitlines()) == 1
    assert not prefix.exists()


def test_words_of_a_manifest_that_a_shell_would_run_are_refused(first, prefix, tmp_path):
    seal_again(first, fer_edge=f"1; touch {tmp_path}/ran")
    assert install(first, prefix).returncode == 4
    assert not (tmp_path / "ran").exists()


def test_a_disk_that_fills_up_changes_nothing(first, second, tmp_path):
    with little_disk(tmp_path, "24m") as disk:
        assert install(first, disk / "here").returncode == 0
        old = current(disk / "here")
        (disk / "ballast").write_bytes(b"\0" * 8_000_000)
        seal_again(second, installed_bytes="1")
        (second / "run.toml").write_bytes(b"#" * 20_000_000)
        seal_again(second, installed_bytes="1")
        done = install(second, disk / "here")
        assert done.returncode == 1 and "is the disk full?" in done.stderr and len(done.stderr.splitlines()) == 1
        assert current(disk / "here") == old and says(disk / "here").startswith("0.1.0")
        assert not list(disk.rglob("*.part"))


def test_killed_in_the_middle_it_is_done_by_the_next_one(first, second, prefix, tmp_path):
    install(first, prefix)
    old = current(prefix)
    process = begin(second, prefix)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(LIMIT)
    assert list(prefix.glob("versions/*.part")) and current(prefix) == old
    assert says(prefix).startswith("0.1.0")
    assert install(second, prefix).returncode == 0
    assert says(prefix).startswith("0.2.0") and not list(prefix.glob("versions/*.part"))


def test_ended_in_the_middle_it_leaves_nothing(second, prefix):
    process = begin(second, prefix)
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(LIMIT) == 143
    assert not prefix.exists()


def test_two_at_once_are_told_of_each_other(first, prefix):
    prefix.mkdir()
    holder = (
        "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.flock(file, 2); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        ["python3", "-c", holder, str(prefix / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline()
        done = install(first, prefix)
        other.communicate(b"\n", timeout=LIMIT)
    assert done.returncode == 1 and "another install.sh" in done.stderr


def test_only_so_many_versions_are_kept(tmp_path, prefix):
    for number in range(4):
        bundle = make_bundle(tmp_path / f"b{number}", tmp_path / f"w{number}", version=f"0.{number}.0")
        assert install(bundle, prefix, "--keep", "2").returncode == 0
    assert len(list((prefix / "versions").iterdir())) == 2
    assert says(prefix).startswith("0.3.0")
    assert install(prefix, prefix, "--rollback").returncode == 0
    assert says(prefix).startswith("0.2.0")


def test_status_tells_the_versions(first, second, prefix):
    install(first, prefix)
    install(second, prefix)
    told = install(prefix, prefix, "--status").stdout
    assert f"current: {current(prefix)}\n" in told and "0.1.0" in told and "0.2.0" in told


def test_removed_nothing_is_left(first, second, prefix):
    install(first, prefix)
    install(second, prefix)
    done = install(prefix, prefix, "--uninstall")
    assert done.returncode == 0 and not prefix.exists(), done.stderr


def test_removed_what_is_not_ours_stays(first, prefix):
    (prefix / "versions/3.11.7").mkdir(parents=True)
    install(first, prefix)
    (prefix / "data").mkdir()
    (prefix / "data/faces.jsonl").write_text("mine")
    done = install(prefix, prefix, "--uninstall")
    assert done.returncode == 0 and "not ours" in done.stdout
    assert everything(prefix) == {"versions", "versions/3.11.7", "data", "data/faces.jsonl"}


@pytest.mark.parametrize("words", [["--keep", "0"], ["--keep"], ["--what"], ["--prefix", ""], ["more"]])
def test_wrong_words_are_told_in_one_line(first, prefix, words):
    done = install(first, prefix, *words)
    assert done.returncode == 2 and "usage" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not prefix.exists()


@pytest.mark.parametrize("word", ["--rollback", "--uninstall", "--status"])
def test_where_nothing_is_installed_it_says_so(first, prefix, word):
    done = install(first, prefix, word)
    assert done.returncode == 3 and "nothing is installed" in done.stderr and not prefix.exists()


def test_without_a_version_before_there_is_no_going_back(first, prefix):
    install(first, prefix)
    assert install(prefix, prefix, "--rollback").returncode == 3


def test_of_another_python_it_says_which_target_to_ask_for(tmp_path, prefix):
    other = make_bundle(tmp_path / "other", tmp_path / "work", target=Target(machine=HERE.machine, python="3.99"))
    done = install(other, prefix)
    assert done.returncode == 3 and "--target linux-" in done.stderr


@pytest.mark.parametrize("there", [True, False])
def test_the_systems_packages_are_seen_where_picamera2_is_among_them(first, prefix, tmp_path, there):
    venv.create(tmp_path / "system", with_pip=False)
    if there:
        (packages,) = (tmp_path / "system/lib").glob("python3*/site-packages")
        (packages / "picamera2.py").touch()
    assert install(first, prefix, PATH=f"{tmp_path}/system/bin:{PATH}").returncode == 0
    told = (prefix / "current/venv/pyvenv.cfg").read_text()
    assert f"include-system-site-packages = {str(there).lower()}" in told
