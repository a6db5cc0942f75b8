import base64
import hashlib
import zipfile

import pytest

from fer_edge.deploy.bundle.wheels.metadata import read_wheel
from fer_edge.deploy.bundle.wheels.own_wheel import device_wheel, own_wheel
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from tests.deploy.bundle.making import make_wheel

FILES = {"fer_edge/models/edge/model.onnx": "x", "fer_edge/run.py": "y"}


@pytest.fixture
def given(tmp_path):
    requires = ["numpy>=1.26", "opencv-python<5,>=4.10"]
    return make_wheel(tmp_path, "fer-edge", requires=requires, files=FILES)


def test_a_device_gets_no_second_copy_of_the_models_and_requires_what_it_has(given, tmp_path):
    out = tmp_path / "out" / given.name
    out.parent.mkdir()
    out.write_bytes(device_wheel(given, desktop=False))
    wheel = read_wheel(out)
    assert wheel.requires == ("numpy>=1.26", "opencv-python-headless<5,>=4.10")
    assert "opencv-python-headless" not in str(read_wheel(given).requires)
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        record = archive.read(next(name for name in names if name.endswith("RECORD"))).decode()
        for name in names:
            told = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
            assert f"{name},,\n" in record if name.endswith("RECORD") else f"{name},sha256={told}," in record
    assert "fer_edge/run.py" in names and not [name for name in names if "models" in name]


def test_the_same_wheel_gives_the_same_bytes(given):
    assert device_wheel(given, desktop=False) == device_wheel(given, desktop=False)


def test_a_desktop_keeps_its_opencv(given, tmp_path):
    (tmp_path / "desk").mkdir()
    out = tmp_path / "desk" / given.name
    out.write_bytes(device_wheel(given, desktop=True))
    assert "opencv-python<5,>=4.10" in read_wheel(out).requires


def test_what_is_given_is_looked_at(given, tmp_path):
    assert own_wheel(given, tmp_path, tmp_path, print) == given
    with pytest.raises(UsageError, match="not fer-edge's"):
        own_wheel(make_wheel(tmp_path, "other"), tmp_path, tmp_path, print)
    with pytest.raises(MissingError, match="no such file"):
        own_wheel(tmp_path / "lost.whl", tmp_path, tmp_path, print)


def test_a_damaged_wheel_is_one_line(tmp_path):
    (tmp_path / "fer_edge-1-py3-none-any.whl").write_bytes(b"PK broken")
    with pytest.raises(FerEdgeError, match="no wheel that can be read"):
        device_wheel(tmp_path / "fer_edge-1-py3-none-any.whl", desktop=False)
