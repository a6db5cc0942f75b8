from dataclasses import replace

import numpy as np

from fer_edge.data.inspection import LabelConflicts
from fer_edge.report.dataset.choice import CONTRADICTED, GROUPS, SAMPLES, choose
from fer_edge.report.dataset.page import dataset_page
from fer_edge.report.dataset.subject import Inspection
from tests.data.inspecting.test_findings import spoilt

ODD = {"test": LabelConflicts(faces=[3], answers=["<i>"], counts={("sad", "<i>"): 1}, no_face=[], clear=9)}


def inspection(**more):
    return (
        Inspection(source="train", found=spoilt(), missing={"validation": "not <there>"}, conflicts={})
        if not more
        else (replace(inspection(), **more))
    )


def page(of: Inspection) -> str:
    shown = choose(of)
    names = {name for wanted in shown.names(of.found.faces).values() for name in wanted}
    return dataset_page(of, shown, {name: np.full((48, 48, 1), 99, np.uint8) for name in names})


def test_it_shows_every_kind_and_what_is_missing():
    html = page(inspection())
    for heading in (
        *(
            "Labelled twice: 1",
            "In train and test, the same face, faces of test: 1",
            "Pairs that are nearly the same, anywhere: 2",
        ),
        *("In train and test, nearly the same face, faces of test: 2", "train: 14", "not &lt;there&gt;"),
    ):
        assert heading in html
    assert html.count("<img ") > 40 and "is blank: one constant shade" in html
    assert "contradict" not in html


def test_contradicted_labels_come_with_what_the_votes_say():
    html = page(inspection(conflicts=ODD))
    assert "on 9 faces, they contradict the label of 1" in html and "<b>&lt;i&gt;</b>" in html


def test_it_shows_only_some_of_many_and_always_the_same():
    found = spoilt()
    many = replace(found, near=np.array([[2, 5]] * 500), copies=found.copies * 100)
    of = inspection(found=many, conflicts={"test": replace(ODD["test"], faces=[1] * 99, answers=["sad"] * 99)})
    shown = choose(of)
    assert (len(shown.near), len(shown.copies), len(shown.contradicted)) == (GROUPS, GROUPS, CONTRADICTED)
    assert all(len(faces) <= SAMPLES for faces in shown.samples.values()) and shown == choose(of)


def test_a_picture_that_is_gone_meanwhile_is_not_shown():
    of = inspection()
    assert "<img " not in dataset_page(of, choose(of), {})


def test_names_are_shown_without_the_folder_that_all_have():
    assert inspection().called(0) == "0.png" and inspection(source="faces").called(0) == "train/0.png"
