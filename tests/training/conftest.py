"""What several tests of training share."""

import pytest


@pytest.fixture
def tiny(monkeypatch):
    """Networks of a hundred weights in the place of `edge` and `nano`; see tests/training/tiny.py."""
    from fer_edge.training import networks
    from tests.training import tiny

    for arch, features in tiny.TINY.items():
        monkeypatch.setitem(networks.FEATURES, arch, features)
    return tiny
