"""Every language has every text, and they are its own."""

import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from fer_edge.deploy.notice import texts
from fer_edge.deploy.notice.texts import Texts, all_texts, chosen_texts
from fer_edge.errors import UsageError

WRITTEN = tomllib.loads((Path(texts.__file__).parent / "texts.toml").read_text())


@pytest.mark.parametrize("code", sorted(WRITTEN))
def test_a_language_has_every_text_and_none_of_another(code):
    assert set(WRITTEN[code]) == {field.name for field in fields(Texts)}
    assert all(text == text.strip() and text.isprintable() and text for text in WRITTEN[code].values())
    others = {text for other in WRITTEN if other != code for text in WRITTEN[other].values()}
    assert others.isdisjoint(WRITTEN[code].values())


def test_no_sentence_stands_for_two_things():
    for one in all_texts().values():
        assert len(set(asdict(one).values())) == len(fields(Texts))


def test_the_languages_that_are_promised_are_there():
    assert {"en", "de", "fr", "es", "it", "nl", "pl", "tr"} <= set(all_texts())


def test_chosen_languages_keep_their_order_and_an_unknown_one_is_told():
    assert list(chosen_texts(("tr", "DE"))) == ["tr", "de"]
    assert chosen_texts(()) == all_texts()
    with pytest.raises(UsageError, match="--language xx"):
        chosen_texts(("de", "xx"))
