"""The network to compare with, as its authors built it."""

import pytest

pytest.importorskip("keras")

from fer_edge.training.networks import build


def test_it_has_as_many_parameters_as_its_authors_network():
    assert build("baseline", (48, 48, 1), 7).inference_model.count_params() == 4_478_727
