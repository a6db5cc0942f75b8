import pytest

from fer_edge.data.inspection import LabelConflicts
from fer_edge.data.mending.cleaning import check_rules, clean
from fer_edge.data.mending.settings import RULES, CleaningSettings
from fer_edge.errors import UsageError
from tests.data.inspecting.test_findings import spoilt


def reasons(*rules, conflicts=None):
    found = clean(spoilt(), conflicts or {}, CleaningSettings(rules=rules) if rules else CleaningSettings())
    return {face.name: face.reason for face in found}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("blank", {"train/0.png": "one constant shade", "train/1.png": "one constant shade"}),
        ("copies", {"train/3.png": "the same as train/2.png"}),
        ("labels", dict.fromkeys(("train/2.png", "train/3.png"), "the same face is labelled angry and disgust")),
        ("shared", {"train/4.png": "in test too, as test/5.png"}),
        (
            "near",
            {
                "train/2.png": "nearly the same is in test, test/7.png",
                "train/3.png": "nearly the same is in test, test/7.png",
                "train/5.png": "nearly the same is in test, test/6.png",
            },
        ),
        ("damaged", {}),
    ],
)
def test_each_rule_leaves_out_what_it_says(rule, expected):
    assert reasons(rule) == {name: f"{rule}: {reason}" for name, reason in expected.items()}


def test_a_face_is_listed_once_by_the_first_rule_and_the_later_split_stays_whole():
    found = reasons()
    assert set(found) == {f"train/{number}.png" for number in range(6)}
    assert found["train/3.png"].startswith("copies: ") and found["train/2.png"].startswith("labels: ")


def test_votes_are_followed_when_asked_for():
    odd = {"test": LabelConflicts(faces=[3], answers=["sad"], counts={}, no_face=[0], clear=2)}
    found = reasons("votes", "no-face", conflicts=odd)
    assert found["test/0.png"] == "no-face: the votes say no face" and found["test/3.png"].endswith("votes say sad")
    assert reasons("blank", conflicts=odd).keys() == {"train/0.png", "train/1.png"}


def test_a_rule_that_there_is_not_and_votes_that_there_are_not():
    with pytest.raises(UsageError, match="there is no dust; expected damaged, blank"):
        check_rules(CleaningSettings(rules=("dust",)), voted=True)
    with pytest.raises(UsageError, match="no votes"):
        check_rules(CleaningSettings(rules=("votes",)), voted=False)
    check_rules(CleaningSettings(rules=tuple(RULES)), voted=True)
