import pytest

from fer_edge.data.classes.choosing import choose_classes
from fer_edge.data.labels import LABELS
from fer_edge.errors import DataError


def test_usual_words_are_the_default_labels_without_a_word():
    names = ["Anger", "DISGUSTED", "fearful", "happiness", "Neutral", "sadness", "surprised"]
    classes = choose_classes(names, None, "here")
    assert (classes.labels, classes.told) == (LABELS, "")
    assert [classes.index(name) for name in names] == list(range(7)) and classes.index("contempt") is None


def test_names_of_ones_own_are_sorted_as_people_count():
    assert choose_classes(["grade 10", "grade 9"], None, "here").labels == ("grade 9", "grade 10")


@pytest.mark.parametrize(
    ("names", "named", "message"),
    [
        (["faces"], None, "no class folder for angry, .*; there are faces$"),
        (["faces"], "folders", "1 labels in here: expected 2 to 1000"),
        (["a\n", "b"], None, r"'a\\n' in here is no label"),
        (list("01234567"), None, "AffectNet, CK[+]48, FER[+]: add --classes affectnet or --classes ck"),
    ],
)
def test_what_leaves_the_labels_open_is_refused(names, named, message):
    with pytest.raises(DataError, match=message):
        choose_classes(names, named, "here")
