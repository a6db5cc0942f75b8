"""The sheet says what is true of the run's outputs, and holds nothing that is not text."""

from html.parser import HTMLParser

import pytest

from fer_edge.deploy.notice.sheet import notice_sheet, statements
from fer_edge.deploy.notice.texts import all_texts
from fer_edge.errors import UsageError
from fer_edge.runtime.settings import LONGEST_NOTICE, OutputSettings

EN = all_texts()["en"]


def said(**outputs) -> list[str]:
    return list(statements(EN, OutputSettings(**{"headless": True} | outputs)))


@pytest.mark.parametrize(
    ("outputs", "kept"),
    [
        ({}, ["kept_nothing"]),
        ({"headless": False}, ["kept_nothing", "shown"]),
        ({"web": "8080"}, ["kept_nothing", "shown"]),
        ({"save": "a.mkv"}, ["kept_pictures"]),
        ({"jsonl": "a.jsonl"}, ["kept_readings"]),
        ({"jsonl": "-"}, ["passed_readings"]),
        ({"table": "a.csv"}, ["kept_times"]),
        ({"mqtt": "mqtt://h"}, ["passed_readings"]),
        ({"metrics": "9000"}, ["passed_sums"]),
        ({"save": "a.mkv", "table": "a.csv", "web": "1"}, ["kept_pictures", "kept_times", "shown"]),
    ],
)
def test_what_is_said_is_true_of_the_outputs(outputs, kept):
    assert said(**outputs) == [getattr(EN, name) for name in kept]


class Reader(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_the_sheet_is_in_every_language_and_stands_alone():
    page = notice_sheet(all_texts(), OutputSettings(notice="Ada"))
    reader = Reader(page)
    for code, texts in all_texts().items():
        assert f'<section lang="{code}">' in page
        assert all(part in reader.text for part in (texts.title, texts.watched, texts.wrong, texts.ask, texts.name))
    assert not {"script", "link", "img", "iframe"} & set(reader.tags) and "url(" not in page and "http" not in page


def test_whom_to_ask_is_text_whatever_it_holds():
    asked = """<script>alert(1)</script> & "Ada" $title </b>"""
    reader = Reader(notice_sheet({"en": EN}, OutputSettings(notice=asked)))
    assert asked in reader.text and "script" not in reader.tags


def test_where_nobody_is_named_there_is_a_line_to_write_on():
    assert 'class="blank"' in notice_sheet({"en": EN}, OutputSettings())
    assert 'class="blank"' not in notice_sheet({"en": EN}, OutputSettings(notice="Ada"))


def test_rights_are_told_where_something_is_kept():
    assert EN.rights in notice_sheet({"en": EN}, OutputSettings(table="a.csv"))
    assert EN.rights not in notice_sheet({"en": EN}, OutputSettings())


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\x1b[31m", "x" * (LONGEST_NOTICE + 1)])
def test_a_notice_is_one_line_of_bounded_length(text):
    with pytest.raises(UsageError, match="--notice"):
        OutputSettings(notice=text)
    assert OutputSettings(notice="x" * LONGEST_NOTICE).notice
