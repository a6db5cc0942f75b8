"""How blocks and commands are read out of a page."""

import pytest

from tests.documents.exceptions import added, changed
from tests.documents.markdown import Block, commands_in_prose, read_blocks
from tests.documents.shell import read_commands


def test_blocks_have_a_line_a_language_and_a_mark():
    page = "# A\n\n```\nfirst\n```\n\n<!-- not run: slow -->\n```sh\nsecond\nthird\n```\n"
    assert read_blocks(page) == [Block(4, "", "first\n"), Block(9, "sh", "second\nthird\n", "not run: slow")]


@pytest.mark.parametrize(
    ("mark", "why_not", "reader"),
    [
        ("not run: slow", "slow", ""),
        ("read by: fer-edge run --config a.toml", "", "fer-edge run --config a.toml"),
        ("typed", "`make pi` types the page on an emulated board", ""),
        ("not typed: no network", "`make pi` types the page on an emulated board", ""),
    ],
)
def test_a_mark_says_why_not_or_who_reads_it(mark, why_not, reader):
    block = read_blocks(f"<!-- {mark} -->\n```sh\nls\n```\n")[0]
    assert (block.why_not, block.reader) == (why_not, reader)


@pytest.mark.parametrize("page", ["```sh\nls\n", "<!-- not run -->\n```\nls\n```\n", "<!-- slow -->\n```\nls\n```\n"])
def test_a_page_that_is_not_whole_is_refused(page):
    with pytest.raises(ValueError, match="line"):
        read_blocks(page)


def test_comments_continued_lines_and_here_documents():
    first, second, third = read_commands("# nothing\na b   # c\nd \\\n  e\ntee f <<'E'\nx = 1  # y\nE\n")
    assert (first.words, first.number, first.text) == (("a", "b"), 1, "a b")
    assert second.words == ("d", "e")
    assert (third.words, third.given) == (("tee", "f"), "x = 1  # y\n")


def test_pipes_files_surroundings_and_several_commands():
    first, second = read_commands("A=1 sudo ~/bin/fer-edge run --jsonl - | jq . && ls 'a b' > c\n")
    assert (first.words, first.then, first.environment) == (
        ("~/bin/fer-edge", "run", "--jsonl", "-"),
        "jq .",
        {"A": "1"},
    )
    assert first.is_ours and not second.is_ours
    assert (second.words, second.into) == (("ls", "a b"), "c")


def test_commands_in_the_text_and_not_in_blocks():
    page = "`fer-edge\nrun --web 1`, `--web`, `make pi` and\n```\nfer-edge train\n```\n"
    assert commands_in_prose(page) == ["fer-edge run --web 1", "make pi"]


def test_what_is_not_here_is_replaced():
    assert changed("fer-edge run --camera 0 --web 8080") == "fer-edge run --source clip.mp4 --web 0"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("run", ["--source", "clip.mp4"]),
        ("run --source a", []),
        ("runs", []),
        ("bench edge", ["--threads", "1"]),
        ("bench compare a b", []),
        ("train --resume", []),
    ],
)
def test_what_is_added_suits_the_command(words, more):
    found = added(words.split())
    assert (not more or all(word in found for word in more)) and (more or "--source" not in found)
    assert not any(word in words for word in ("compare", "--resume", "runs")) or found == []
