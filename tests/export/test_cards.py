"""Cards inside files say how large the files are with them inside."""

import shutil
from dataclasses import replace

import pytest

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models
from fer_edge.runtime.engines.opening import open_engine

pytest.importorskip("tensorflow")
pytest.importorskip("ai_edge_litert")

from fer_edge.export.cards import embed_sized_card

NAMES = ("model.int8.onnx", "model.int8.tflite")


@pytest.fixture
def files(tmp_path):
    return [shutil.copy(shipped_models() / "nano" / name, tmp_path / name) for name in NAMES]


def test_a_size_counts_the_card(files, card):
    sized = embed_sized_card(files, replace(card, figures={name: {"bytes": 1} for name in NAMES}))
    assert {name: sized.figures[name]["bytes"] for name in NAMES} == {path.name: path.stat().st_size for path in files}
    for path in files:
        inside = open_engine(path).card
        assert inside.name == card.name and inside.figures[path.name]["bytes"] == pytest.approx(
            path.stat().st_size, abs=2
        )


def test_the_card_that_is_given_stays_as_it_was(files):
    given = read_card(shipped_models() / "nano")
    embed_sized_card(files, replace(given, licence="another, longer one"))
    assert given == read_card(shipped_models() / "nano")
