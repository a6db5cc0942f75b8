import numpy as np
import pytest

from fer_edge.data.faces import FaceSet, check_split, gather
from fer_edge.errors import DataError, UsageError

RED = np.full((32, 32, 3), (255, 0, 0), np.uint8)
CLASSES = ("cat", "dog")


def test_size_channels_and_counts_are_those_of_the_faces():
    split = gather(iter([("a", 4, 1, RED), ("b", -1, 0, RED), ("c", 2, 1, RED)]), CLASSES, "here")
    assert (split.side, split.channels, split.counts()) == (32, 3, {"cat": 1, "dog": 2})
    assert split.rows.tolist() == [4, -1, 2]


def test_what_has_no_picture_is_named_and_skipped():
    split = gather(iter([("a", 0, 0, RED), ("b", 1, 1, RED), ("c", 2, 1, "broken")]), CLASSES, "here")
    assert len(split.faces) == 2 and split.skipped == ("c: broken",)


def test_a_class_without_a_face_is_an_error():
    with pytest.raises(DataError, match="no usable face of dog in here"):
        gather(iter([("a", 0, 0, RED), ("b", 1, 1, "broken")]), CLASSES, "here")


def test_many_reasons_are_bounded_and_all_counted():
    items = [("a", 0, 0, RED), ("b", 1, 1, RED)]
    items += [(f"x{n}", 2, 1, "broken") for n in range(10)] + [(f"y{n}", 2, 1, f"is {n} wide") for n in range(30)]
    split = gather(iter(items), CLASSES, "here")
    assert split.left_out == 40 and len(split.skipped) < 30
    assert split.skipped[:4] == ("x0: broken", "x1: broken", "x2: broken", "7 more: broken")
    assert split.skipped[-1] == "11 more for other reasons"


def test_the_error_has_the_first_reason():
    with pytest.raises(DataError, match=r"no usable face of cat, dog in here.*; 2 were left out, the first: a: broken"):
        gather(iter([("a", 0, 0, "broken"), ("b", 1, 1, "torn")]), CLASSES, "here")


def test_the_digest_is_of_faces_and_labels():
    def digest(faces, labels):
        return FaceSet(faces=faces, labels=np.array(labels), rows=np.zeros(1)).digest()

    assert digest(RED[None], [0]) == digest(RED[None].copy(), [0])
    assert len({digest(RED[None], [0]), digest(RED[None], [1]), digest(RED[None] // 2, [0])}) == 3


def test_a_split_has_one_of_three_names():
    check_split("validation")
    with pytest.raises(UsageError, match="no split named val"):
        check_split("val")


def test_a_sample_is_always_the_same_and_of_every_part():
    labels = np.arange(70) % 7
    faces = np.broadcast_to(labels[:, None, None, None], (70, 4, 4, 1)).astype(np.uint8)
    split = FaceSet(faces=faces, labels=labels, rows=np.arange(70), names=tuple(map(str, range(70))))
    few = split.sample(20)
    assert len(few.faces) == 20 and (few.rows == split.sample(20).rows).all()
    assert (np.diff(few.rows) > 0).all() and few.names == tuple(map(str, few.rows))
    assert (few.faces[:, 0, 0, 0] == few.labels).all() and len(set(few.labels)) > 3
    assert (split.sample(1000).rows == split.rows).all()
