"""pip itself, which is given a folder in place of an index: no network."""

import os

import pytest

from fer_edge.deploy.bundle.target import parse_target
from fer_edge.deploy.bundle.wheels.gathering import gather
from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.writing.locks import open_locked
from tests.deploy.bundle.making import make_wheel

PI = parse_target("aarch64-py311")
NOT_HERE = "b; python_version == '3.11' and platform_machine == 'aarch64'"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip takes for its index."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    make_wheel(tmp_path / "index", "a", requires=[NOT_HERE])
    make_wheel(tmp_path / "index", "b")
    return tmp_path / "index"


def names(found):
    return [wheel.name for wheel in found]


def test_what_the_target_requires_is_fetched_though_this_machine_does_not_require_it(index, tmp_path):
    assert names(gather(["a"], PI, tmp_path / "kept", print)) == ["a", "b"]


def test_a_second_time_nothing_is_asked_for(index, tmp_path, monkeypatch):
    gather(["a"], PI, tmp_path / "kept", print)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    told: list[str] = []
    assert names(gather(["a"], PI, tmp_path / "kept", told.append)) == ["a", "b"]
    assert "as fetched before" in told[0]
    with pytest.raises(MissingError):
        gather(["a"], PI, tmp_path / "kept", print, renew=True)
    assert names(gather(["a"], PI, tmp_path / "kept", print)) == ["a", "b"]


def test_a_damaged_wheel_is_fetched_again(index, tmp_path):
    wheels = gather(["a"], PI, tmp_path / "kept", print)
    right = wheels[0].path.read_bytes()
    wheels[0].path.write_bytes(b"broken")
    told: list[str] = []
    assert gather(["a"], PI, tmp_path / "kept", told.append)[0].path.read_bytes() == right
    assert "damaged" in told[0]


def test_what_is_not_to_be_had_is_one_line_that_names_it(index, tmp_path):
    with pytest.raises(MissingError, match="no-such-thing") as caught:
        gather(["no-such-thing"], PI, tmp_path / "kept", print)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "kept").exists() and not (tmp_path / ".kept.part").exists()


def test_what_a_killed_one_left_is_swept_and_a_living_one_is_told(index, tmp_path):
    (tmp_path / ".kept.part").mkdir()
    (tmp_path / ".kept.part" / "half.whl").write_bytes(b"half")
    lock = open_locked(tmp_path / ".kept.lock")
    assert lock is not None
    with pytest.raises(FerEdgeError, match="another process"):
        gather(["a"], PI, tmp_path / "kept", print)
    os.close(lock)
    assert names(gather(["a"], PI, tmp_path / "kept", print)) == ["a", "b"]
    assert not (tmp_path / ".kept.part").exists()
