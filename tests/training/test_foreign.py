"""Runs of networks that are none of ours: what may be asked, what they begin with, and what they go on from."""

import sys

import pytest

keras = pytest.importorskip("keras")

from fer_edge.artifact.card import read_card  # noqa: E402 - after the skip
from fer_edge.data.settings import ReadingSettings  # noqa: E402
from fer_edge.errors import MissingError, UsageError  # noqa: E402
from fer_edge.training.backend import Backend  # noqa: E402
from fer_edge.training.fit import fit  # noqa: E402
from fer_edge.training.history import read_history  # noqa: E402
from fer_edge.training.keras_engine import load_keras  # noqa: E402
from fer_edge.training.resolve import resolve  # noqa: E402
from fer_edge.training.runs import begin, resume, train  # noqa: E402
from fer_edge.training.settings import RunSettings, TrainSettings  # noqa: E402
from tests.data.layouts import write_own_labels  # noqa: E402
from tests.training import tiny  # noqa: E402
from tests.training.test_runs import Stop  # noqa: E402

TENSORFLOW = Backend("tensorflow", False)

CODE = """
from keras import layers

def network(faces):
    x = layers.Conv2D(4, 3, strides=2, use_bias=False)(faces)
    x = layers.Conv2D(8, 3, use_bias=False)(layers.ReLU()(layers.BatchNormalization()(x)))
    return layers.Activation("silu")(layers.BatchNormalization()(x))
"""


@pytest.fixture
def code(tmp_path, monkeypatch):
    """`small_network.py` in the working directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small_network.py"
    path.write_text(CODE)
    yield path
    sys.modules.pop("small_network", None)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"arch": "vgg16", "flip_equivariant": True}, "the channels of vgg16 have no pairs"),
        ({"arch": "a.b:c", "quantization_aware": True}, "--quantization-aware: a.b:c has layers"),
        ({"weights": "imagenet"}, "--weights: edge has none"),
        ({"arch": "a:b", "weights": "imagenet"}, "Keras publishes none of a:b"),
    ],
)
def test_what_such_a_network_cannot_do_is_refused(asked, said):
    with pytest.raises(UsageError, match=said):
        resolve(TrainSettings(**asked), TENSORFLOW)


def test_it_is_not_flip_equivariant_by_itself():
    settings = resolve(TrainSettings(arch="resnet50"), TENSORFLOW)
    assert settings.flip_equivariant is False and not settings.begins_with_body


def test_weights_that_are_not_there_are_missed_before_data_are_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = TrainSettings(arch="vgg16", weights="none.h5")
    with pytest.raises(MissingError, match=r"--weights .*none.h5: no such file"):
        begin("no data", RunSettings(), settings, TENSORFLOW, print)


def test_a_run_of_an_own_network_goes_on_without_its_code(code, tmp_path):
    write_own_labels(tmp_path / "faces" / "train")
    settings = TrainSettings(arch="small_network:network", epochs=2, batch=8, augment=0.0)
    reading = ReadingSettings(holdout=0.25, side=24)
    run = begin("faces", RunSettings(), settings, TENSORFLOW, print, reading)
    with pytest.raises(KeyboardInterrupt):
        train(run.settings, run.data, run.folder, (Stop(),))
    code.unlink()
    sys.modules.pop("small_network")
    again = resume(RunSettings(), print)
    train(again.settings, again.data, again.folder)
    assert run.folder.name == "network" and len(read_history(run.folder)) == 2
    assert read_card(run.folder).architecture == "small_network:network"
    few = TrainSettings(begin_from="models/network", epochs=1, batch=8, augment=0.0)
    next_run = begin("faces", RunSettings(), few, TENSORFLOW, print, reading)
    train(next_run.settings, next_run.data, next_run.folder)
    assert read_card(next_run.folder).architecture == "small_network:network"


def test_a_body_with_weights_learns_after_its_head(code, tmp_path):
    first, later = tmp_path / "first", tmp_path / "later"
    first.mkdir(), later.mkdir()
    asked = {"arch": "small_network:network", "epochs": 1, "augment": 0.0}
    fit(tiny.settled(**asked), tiny.coloured_faces(), tiny.coloured_faces(seed=1), first)
    begun = load_keras(first / "model.keras").get_weights()
    for unfreeze, moved in (("head", False), ("all", True)):
        settings = tiny.settled(**asked, weights=str(first / "model.keras"), unfreeze=unfreeze)
        fit(settings, tiny.coloured_faces(), tiny.coloured_faces(seed=1), later)
        weights = load_keras(later / "model.keras").get_weights()
        assert bool((weights[0] != begun[0]).any()) == moved and (weights[-2] != begun[-2]).any()
        assert all((weights[at] == begun[at]).all() for at in (1, 2, 3, 4))  # Batch norm stays as it is.
