"""What is decided and said of the model of --from."""

from dataclasses import replace

import pytest

from fer_edge.artifact.card import write_card
from fer_edge.errors import UsageError
from fer_edge.training.settings import TrainSettings
from fer_edge.training.transfer.source import SKILLED, record_source, settle_stages, tell_source

pytest.importorskip("keras")


@pytest.fixture
def settings(tmp_path, card):
    """Of a run that begins with a model of three labels that takes colour."""
    write_card(replace(card, name="theirs", labels=("one", "two", "three"), channels=3, licence="Free."), tmp_path)
    (tmp_path / "model.keras").write_bytes(b"abc")
    return TrainSettings(begin_from=str(tmp_path / "model.keras"))


def of_skill(skill):
    return lambda path, labels, faces: skill


@pytest.mark.parametrize(("skill", "learns"), [(SKILLED, "head"), (SKILLED - 0.1, "all"), (-0.2, "all")])
def test_all_learns_where_the_head_alone_is_lost(settings, tiny, skill, learns):
    assert settle_stages(settings, tiny.coloured_faces(), of_skill(skill)).unfreeze == learns
    asked = replace(settings, unfreeze="last")
    assert settle_stages(asked, tiny.coloured_faces(), of_skill(skill)).unfreeze == "last"


def test_faces_of_other_channels_are_refused(settings, tiny):
    with pytest.raises(UsageError, match="--from theirs takes 3 channels, the data has 1: add --colour"):
        settle_stages(settings, tiny.coloured_faces(channels=1), of_skill(1))


def test_what_learns_is_asked_of_a_model(tiny):
    with pytest.raises(UsageError, match="add --from"):
        settle_stages(TrainSettings(unfreeze="head"), tiny.coloured_faces(), of_skill(1))
    assert settle_stages(TrainSettings(), tiny.coloured_faces(), of_skill(1)) == TrainSettings()


def test_what_is_taken_over_is_told(card):
    old = replace(card, name="theirs", labels=("one", "two"))
    assert tell_source(old, ("one", "two"), "all") == "from theirs: its labels are the same; all of it learns"
    told = tell_source(old, ("new", "two"), "head")
    assert told == "from theirs: the head knows two; new to it: new; its head learns"


def test_a_record_names_the_file_by_its_sha256(settings):
    record = record_source(settings)["began_as"]
    assert record["name"] == "theirs" and record["sha256"].startswith("ba7816bf") and record["licence"] == "Free."
    assert record_source(settings)["begin_from"] == "theirs" and record_source(TrainSettings()) == {}
