"""What a [tune] table may say."""

import pytest

from fer_edge.errors import UsageError
from fer_edge.training.settings import TrainSettings
from fer_edge.tuning.space import USUAL, read_space, without

BASE = TrainSettings()


class Least:
    """Takes the least of every range, and the last of every choice."""

    def suggest_float(self, name, low, high, *, step=None, log=False):
        return low

    def suggest_int(self, name, low, high, *, step=1, log=False):
        return low

    def suggest_categorical(self, name, choices):
        return choices[-1]


def test_numbers_and_choices_are_read_by_any_name_of_an_option():
    table = {"learning_rate": {"low": 0.01, "high": 1, "log": True}, "epochs": {"low": 2, "high": 9}}
    table |= {"smoothing": [0.0, 0.1], "teacher": ["", "edge"], "arch": ["nano", "edge"]}
    space = read_space(table, BASE, "[tune]")
    assert {one.field: one.suggest(Least()) for one in space} == {
        **{"learning_rate": 0.01, "epochs": 2, "label_smoothing": 0.1, "teachers": ("edge",), "arch": "edge"}
    }
    assert space[0].text() == "learning-rate 0.01 to 1 (log)" and space[1].whole


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("beauty", [1], "beauty is no option of train"),
        ("augment", {"low": 0.5, "high": 3}, "augment: --augment 3.0: expected 0 to 2"),
        ("augment", {"low": 0.5, "high": 0.5}, "low 0.5 is not below high 0.5"),
        ("augment", {"low": 0.0, "high": 1.0, "log": True}, "low has to be above 0"),
        ("augment", {"low": 0.0, "top": 1.0}, "expected {low"),
        ("augment", [], "expected {low"),
        ("augment", [0.5, 0.5], "twice"),
        ("augment", ["much"], "should be a finite number, got 'much'"),
        ("epochs", {"low": 1, "high": 2.5}, "should be a whole number, got 2.5"),
        ("epochs", {"low": 1, "high": 9, "step": 0.5}, "step should be"),
        ("arch", {"low": 1, "high": 2}, "arch is no number"),
        ("arch", ["huge"], "there is no huge"),
    ],
)
def test_what_is_no_range_is_refused(key, value, told):
    with pytest.raises(UsageError, match=r"\[tune\]") as error:
        read_space({key: value}, BASE, "[tune]")
    assert told in str(error.value)


def test_the_usual_ranges_hold_and_give_way_to_what_is_fixed():
    space = read_space(USUAL, BASE, "usual")
    assert [one.field for one in without(space, {"augment"})] == [
        *("learning_rate", "weight_decay", "label_smoothing", "balance")
    ]
    with pytest.raises(UsageError, match="nothing is left"):
        without(space, {one.field for one in space})
