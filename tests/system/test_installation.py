import sys
from pathlib import Path

import pytest

from fer_edge.artifact.store import DEVICE_FILES, find_model, shipped_models
from fer_edge.deploy.service import ServiceSettings, unit_text
from fer_edge.runtime.detection.opening import yunet_places
from fer_edge.runtime.detection.yunet import YUNET_FILE
from fer_edge.system.installation import installed_at


def test_a_version_of_a_bundle_is_known_by_its_manifest_also_through_the_link(tmp_path):
    version = tmp_path / "versions" / "abc"
    (version / "venv").mkdir(parents=True)
    (version / "manifest.json").write_text("{}")
    (tmp_path / "current").symlink_to("versions/abc")
    for folder in (version, tmp_path / "current"):
        here = installed_at(str(folder / "venv"))
        assert here and here.prefix == tmp_path and here.program == tmp_path / "bin" / "fer-edge"
        assert here.models == folder / "models"


def test_another_environment_is_none(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    assert installed_at(str(tmp_path / "venv")) is None
    assert installed_at(str(tmp_path / "versions" / "abc" / "venv")) is None


@pytest.fixture
def device(tmp_path, monkeypatch) -> Path:
    """A version of a bundle, whose Python this is; its model is called mine."""
    version = tmp_path / "prefix/versions/abc"
    (version / "models/mine").mkdir(parents=True)
    (version / "manifest.json").write_text("{}")
    for name in ("card.json", "model.onnx"):
        (version / "models/mine" / name).write_bytes((shipped_models() / "edge" / name).read_bytes())
    (tmp_path / "prefix/bin").mkdir()
    (tmp_path / "prefix/bin/fer-edge").touch()
    monkeypatch.setattr(sys, "prefix", str(version / "venv"))
    monkeypatch.delenv("FER_EDGE_YUNET", raising=False)
    monkeypatch.chdir(tmp_path)
    return version


def test_the_bundles_model_is_the_one_that_is_meant(device):
    assert find_model(None, DEVICE_FILES) == find_model("mine") == device / "models/mine"
    assert find_model("edge") == shipped_models() / "edge"


def test_the_bundles_detector_is_looked_for(device):
    assert device / "detectors" / YUNET_FILE in yunet_places()


def test_a_service_starts_the_wrapper_which_outlives_an_upgrade(device, tmp_path):
    text = unit_text(ServiceSettings(config=tmp_path / "run.toml", user="pi", folder=tmp_path))
    assert f"ExecStart={tmp_path}/prefix/bin/fer-edge run" in text
