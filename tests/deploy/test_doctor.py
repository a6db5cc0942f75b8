import os

import pytest

from fer_edge.artifact.card import write_card
from fer_edge.deploy.doctor import Finding, cameras, health, model, opencv, package, picamera, services, throttling
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.system.board import read_board
from tests.standin import GREY


def board(**changed) -> dict:
    return read_board() | {"temperatures": None, "throttled": None, "governor": None} | changed


def by_name(findings) -> dict:
    return {finding.name: finding for finding in findings}


def test_json_keeps_the_old_name_of_the_remedy_beside_the_new_one():
    record = Finding(name="heat", state="warning", found="84", remedy="give it air").as_record()
    assert record["mend"] == record["remedy"] == "give it air"


def test_the_flags_of_a_pi_are_words():
    assert throttling("0x0") == []
    assert throttling("0x50005") == [
        *("under-voltage now", "throttled now"),
        *("under-voltage since start", "throttled since start"),
    ]


def test_a_hot_and_starved_board_is_told_the_remedy():
    found = by_name(health(board(temperatures={"zone": 84.0}, throttled="0x1", memory_available=50e6)))
    assert all(found[name].state == "warning" and found[name].remedy for name in ("heat", "power", "memory"))


def test_a_cool_board_is_fine():
    found = by_name(health(board(temperatures={"zone": 45.0}, throttled="0x0", memory_available=900e6)))
    assert all(found[name].state == "ok" for name in ("heat", "power", "memory"))


def test_cameras_are_named_and_their_absence_is_no_end(tmp_path):
    assert [finding.state for finding in cameras(tmp_path / "dev", tmp_path)] == ["warning"]
    (tmp_path / "video0").touch()
    (tmp_path / "names" / "video0").mkdir(parents=True)
    (tmp_path / "names" / "video0" / "name").write_text("USB camera\n")
    (finding,) = cameras(tmp_path, tmp_path / "names")
    assert finding.state == "ok" and finding.found.endswith("video0 USB camera")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_camera_of_others_names_the_group(tmp_path):
    (tmp_path / "video0").touch(mode=0)
    (finding,) = cameras(tmp_path, tmp_path)
    assert "usermod" in finding.remedy


def test_a_package_that_is_not_there_is_missing():
    (finding,) = package("no_such_package_here", "no-such-package")
    assert finding.state == "missing" and "pip install" in finding.remedy


def instead(monkeypatch, tmp_path, name: str, text: str) -> None:
    """Put a module of that name before the real one, for processes that are started from here."""
    (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def test_a_package_that_kills_its_process_is_told_of(tmp_path, monkeypatch):
    instead(monkeypatch, tmp_path, "onnxruntime", "import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n")
    (finding,) = package("onnxruntime", "onnxruntime")
    assert finding.state == "missing" and "SIGILL" in finding.found and "1.23" in finding.remedy


@pytest.mark.parametrize(
    ("said", "remedy"),
    [("libGL.so.1: cannot open shared object", "libgl1"), ("numpy.core.multiarray failed to import", "another NumPy")],
)
def test_an_opencv_that_does_not_load_is_a_row_with_its_cure(tmp_path, monkeypatch, said, remedy):
    instead(monkeypatch, tmp_path, "cv2", f"raise ImportError({said!r})\n")
    (finding,) = opencv()
    assert finding.state == "missing" and said in finding.found and remedy in finding.remedy


def test_a_picamera_for_another_numpy_is_a_row_with_its_cure(tmp_path, monkeypatch):
    instead(monkeypatch, tmp_path, "picamera2", "raise ValueError('numpy.dtype size changed, may indicate')\n")
    monkeypatch.syspath_prepend(tmp_path)
    (finding,) = picamera()
    assert finding.state == "warning" and "numpy<2" in finding.remedy


def test_a_picamera_that_loads_is_fine(tmp_path, monkeypatch):
    instead(monkeypatch, tmp_path, "picamera2", "")
    monkeypatch.syspath_prepend(tmp_path)
    (finding,) = picamera()
    assert (finding.state, finding.remedy) == ("ok", "")


def test_systemd_is_told_by_its_folder(tmp_path):
    assert next(services(tmp_path)).state == "warning"
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    assert next(services(tmp_path)).state == "ok"


def test_the_codecs_of_a_pi_and_a_webcams_second_device_are_no_cameras(tmp_path):
    about = {"video0": ("HD webcam", "0"), "video1": ("HD webcam", "1"), "video10": ("bcm2835-codec-decode", "0")}
    for device, (name, index) in about.items():
        (tmp_path / device).touch()
        (tmp_path / "names" / device).mkdir(parents=True)
        (tmp_path / "names" / device / "name").write_text(name)
        (tmp_path / "names" / device / "index").write_text(index)
    (finding,) = cameras(tmp_path, tmp_path / "names")
    assert finding.found.endswith("video0 HD webcam")


def test_a_damaged_model_is_missing(tmp_path, monkeypatch):
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    write_card(open_engine(GREY).card, folder)
    (folder / "model.onnx").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    (finding,) = model()
    assert finding.state == "missing" and "model.onnx" in finding.found


DIES = """
import os, signal, sys
sys.path[:] = [folder for folder in sys.path if folder]
del sys.modules["onnxruntime"]
import onnxruntime
real = onnxruntime.InferenceSession
def session(model, *more, **other):
    if {name!r} in str(model):
        os.kill(os.getpid(), signal.{signal})
    return real(model, *more, **other)
onnxruntime.InferenceSession = session
"""


def probed(tmp_path, monkeypatch, **more) -> None:
    """A model of two files, in the folder from which processes are started."""
    pytest.importorskip("onnx")
    from tests.standin.probed import leave_probed

    leave_probed(tmp_path / "models" / "mine", **more)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["SIGILL", "SIGSEGV"])
def test_a_model_that_kills_its_process_is_named_with_the_signal_and_another_one(tmp_path, monkeypatch, name):
    probed(tmp_path, monkeypatch)
    (tmp_path / "onnxruntime.py").write_text(DIES.format(name="model.int8", signal=name))
    (finding,) = model()
    assert finding.state == "missing"
    assert f"model.int8.onnx dies of {name} when opened" in finding.found
    assert "--upgrade" in finding.remedy and "--model models/mine/model.onnx" in finding.remedy


def test_so_is_one_that_run_does_not_take(tmp_path, monkeypatch):
    probed(tmp_path, monkeypatch)
    (tmp_path / "onnxruntime.py").write_text(DIES.format(name="mine/model.onnx", signal="SIGILL"))
    first, other = model()
    assert (first.state, other.state, other.name) == ("ok", "warning", "model.onnx")
    assert "dies of SIGILL" in other.found


def test_a_model_that_answers_otherwise_is_told_with_the_one_that_run_takes(tmp_path, monkeypatch):
    probed(tmp_path, monkeypatch, wrong=["model.int8.onnx"])
    (finding,) = model()
    assert finding.state == "warning" and "model.int8.onnx answers otherwise" in finding.found
    assert finding.remedy == "run takes model.onnx in its place"


def test_where_none_is_left_the_model_is_missing(tmp_path, monkeypatch):
    probed(tmp_path, monkeypatch, wrong=["model.int8.onnx", "model.onnx"])
    first, other = model()
    assert (first.state, other.state) == ("missing", "warning")
    assert "export it again" in first.remedy
