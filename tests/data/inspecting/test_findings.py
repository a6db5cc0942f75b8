from dataclasses import replace

import numpy as np
import pytest

from fer_edge.data.faces import FaceSet, FaceStream, Item
from fer_edge.data.inspecting.findings import find_all, join
from fer_edge.data.inspecting.records import record_split
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import DataError
from tests.conftest import real
from tests.real_faces import IMAGES, fer2013_faces


def found(**splits: FaceSet):
    records = {}
    for name, split in splits.items():
        items = (
            Item(f"{name}/{i}.png", i, int(label), face)
            for i, (label, face) in enumerate(zip(split.labels, split.faces, strict=True))
        )
        records[name] = record_split(FaceStream(items=items, classes=split.classes, where=name))
    return find_all(records)


def spoilt():
    train, test = draw_split("train", 2), draw_split("test", 2)
    train.faces[0] = 7
    train.faces[1] = 9
    train.faces[3] = train.faces[2]
    train.labels[2:4] = 0, 1
    test.faces[5], test.labels[5] = train.faces[4], train.labels[4]
    test.faces[6] = np.clip(train.faces[5].astype(int) + 9, 0, 255)
    test.faces[7] = np.clip(train.faces[2].astype(int) + 9, 0, 255)
    return found(train=train, test=test)


def test_blank_copied_and_shared_faces_are_found():
    issues = spoilt()
    assert (issues.blank, issues.copies, issues.disputed) == ([0, 1], [[2, 3], [4, 19]], [[2, 3]])
    assert issues.copies_in("train") == [[2, 3]] and issues.copies_in("test") == []
    assert issues.shared == {("train", "test"): [(4, 19)], ("test", "train"): [(19, 4)]}


def test_nearly_equal_ones_are_told_apart_and_go_with_every_copy():
    issues = spoilt()
    assert issues.near.tolist() == [[2, 21], [5, 20]]
    assert issues.nearly_shared["train", "test"] == [(2, 21), (3, 21), (5, 20)]
    assert issues.nearly_shared["test", "train"] == [(20, 5), (21, 2)]
    assert issues.families() == [[2, 3, 21], [4, 19], [5, 20]]
    assert issues.faces.split_of(21) == "test" and issues.faces.names[21] == "test/7.png"


def test_a_sound_data_set_has_no_issues():
    issues = found(train=draw_split("train", 2), test=draw_split("test", 2))
    assert not any([issues.blank, issues.copies, len(issues.near), issues.families(), *issues.shared.values()])


def test_blank_faces_are_not_also_copies():
    drawn = draw_split("train", 1)
    blank = replace(drawn, faces=drawn.faces * 0)
    issues = found(train=blank, test=blank)
    assert len(issues.blank_in("train")) == 7 and not issues.copies and not len(issues.near)


def test_a_class_without_a_face_is_an_error_with_the_reason():
    items = iter([Item("a.png", 0, 0, "broken")])
    with pytest.raises(DataError, match=r"no usable face of cat, dog in here.*a\.png: broken"):
        record_split(FaceStream(items=items, classes=("cat", "dog"), where="here"))


def test_groups_with_a_number_in_common_are_one():
    assert join([[3, 4], [1, 2], [4, 5], [5, 3], [9, 8]]) == [[1, 2], [3, 4, 5], [8, 9]]


def test_near_copies_within_a_split_are_counted_beside_equal_ones():
    drawn = draw_split("train", 2)
    drawn.faces[1] = drawn.faces[0]
    for face, shade in ((2, 5), (3, 9)):
        drawn.faces[face] = np.clip(drawn.faces[0].astype(int) + shade, 0, 255)
    issues = found(train=drawn, test=draw_split("test", 2))
    assert issues.near_in("train") == [[0, 1, 2, 3]] and issues.near_copies_in("train") == 2
    assert issues.near_in("test") == [] and issues.near_copies_in("test") == 0


def test_one_that_is_equal_to_another_splits_face_is_near_in_its_own_split_too():
    train, test = draw_split("train", 1), draw_split("test", 1)
    test.faces[0] = train.faces[0]
    test.faces[1] = np.clip(train.faces[0].astype(int) + 6, 0, 255)
    issues = found(train=train, test=test)
    assert issues.near_in("test") == [[7, 8]] and issues.near_in("train") == []


def test_different_people_of_fer2013_are_not_called_the_same():
    real(IMAGES)
    faces = fer2013_faces(3589)
    assert len(faces.faces) == 3589 and len(found(validation=faces).near) == 20  # Each was looked at.
