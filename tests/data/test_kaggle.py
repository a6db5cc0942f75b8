import sys
from types import ModuleType

import pytest

from fer_edge.data.kaggle import DATASET, download
from fer_edge.errors import FerEdgeError, MissingError


@pytest.fixture
def kagglehub(monkeypatch):
    module = ModuleType("kagglehub")
    monkeypatch.setitem(sys.modules, "kagglehub", module)
    return module


def test_the_folder_is_that_of_kaggles_own_client(kagglehub, tmp_path):
    kagglehub.dataset_download = lambda name: str(tmp_path / name)
    assert download() == tmp_path / DATASET


def test_a_transfer_that_fails_is_one_line(kagglehub):
    def fail(name):
        raise OSError("no route\nto host")

    kagglehub.dataset_download = fail
    with pytest.raises(FerEdgeError, match="no route to host; check the network"):
        download()


def test_without_the_client_its_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(MissingError, match="pip install kagglehub"):
        download()
