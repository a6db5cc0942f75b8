"""The page: whole in itself, whatever labels and files are called."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.report.comparison import compare_models
from fer_edge.report.findings import find
from fer_edge.report.page import report_page, write_report
from fer_edge.report.settings import PAGE
from fer_edge.report.subject import Subject
from tests.report.faces import answers_of, some_faces

EVIL = ('<script src="https://x.example/s.js"></script>', "</title><img src=x onerror=alert(1)>")
SUBJECT = Subject(
    name="m", file="models/m/model.onnx", sha256="ab" * 32, data="data", split="test", chosen=False, made="2026"
)
VOID = {"meta", "img", "br"}
DRAWN = {"line", "rect", "circle"}


class Tags(HTMLParser):
    """The page's elements with their attributes; every one that opens has to close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def page_of(classes=("a", "b"), subject=SUBJECT, rival=True, **faces) -> str:
    shown = some_faces(classes=classes, **faces)
    answers, other = answers_of([0.3, 0.4, 0.9, 0.8, 0.1, 0.6]), answers_of([0.9, 0.4, 0.1, 0.8, 0.9, 0.6])
    comparison = ("n", compare_models(answers, other, shown.labels)) if rival else None
    return report_page(subject, find(answers, shown), shown, comparison)


@pytest.mark.parametrize("classes", [("a", "b"), EVIL])
def test_it_loads_nothing_and_runs_nothing(classes):
    html = page_of(classes)
    tags = Tags(html)
    assert tags.open == []
    assert {tag for tag, _ in tags.seen} & {"script", "link", "iframe", "object", "base", "form"} == set()
    attributes = [(name, value or "") for _, each in tags.seen for name, value in each.items()]
    assert {value[:15] for name, value in attributes if name in ("src", "href", "srcset")} == {"data:image/png;"}
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert "url(" not in html and "@import" not in html
    policy = next(each["content"] for tag, each in tags.seen if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_labels_and_names_are_text():
    subject = Subject(**vars(SUBJECT) | {"name": EVIL[0], "data": EVIL[1], "file": EVIL[1]})
    html = page_of(EVIL, subject)
    assert "<script" not in html and "<img src=x" not in html and "&lt;script" in html


def test_secrets_and_control_characters_stay_out():
    html = page_of(subject=Subject(**vars(SUBJECT) | {"data": "http://u:hunter2@h/\x1b[2J"}))
    assert "hunter2" not in html and "\x1b" not in html


def test_it_tells_what_was_found():
    html = page_of()
    for told in ("m, model.onnx on data (test)", "ab" * 32, "of 6 faces", "33.33\u00a0%", "Labels can be wrong too"):
        assert told in html
    assert len(re.findall("<figure>", html)) == 4 + 1 + 2  # Mistakes, and faces that one model alone gets right.
    assert "McNemar" in html and "McNemar" not in page_of(rival=False)


def test_a_split_that_chose_the_model_is_named():
    chosen = Subject(**vars(SUBJECT) | {"chosen": True})
    assert "chose the model" in page_of(subject=chosen) and "chose the model" not in page_of()


def test_large_faces_do_not_make_it_large():
    assert len(page_of(side=512, channels=3)) < 600_000


def test_without_a_mistake_there_is_no_gallery():
    faces = some_faces()
    html = report_page(SUBJECT, find(np.eye(2)[faces.labels], faces), faces)
    assert "Every answer was right" in html and "<figure>" not in html


def test_an_earlier_report_is_replaced_whole(tmp_path):
    folder = tmp_path / "new" / "report"
    assert write_report("first, and longer", folder).read_text() == "first, and longer"
    assert write_report("second", folder).read_text() == "second"
    assert [path.name for path in folder.iterdir()] == [PAGE]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write to"):
        write_report("page", tmp_path / "file")


def test_where_the_network_looked_is_beside_each_mistake():
    faces = some_faces()
    found = find(answers_of([0.3, 0.4, 0.9, 0.8, 0.1, 0.6]), faces)
    html = report_page(SUBJECT, found, faces, heat=np.zeros((4, 8, 8), np.float32))
    assert html.count("<img") == 8 and "Beside each face the glow" in html
    assert "not of this file" in report_page(SUBJECT, found, faces)
