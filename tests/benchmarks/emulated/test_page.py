"""The page that emulated machines type."""

import subprocess

import pytest

from benchmarks.emulated.page import PAGE, read_blocks, write_typed

TYPED, LEFT = "<!-- typed -->\n```sh\nls\ncd /\n```\n", "<!-- not typed: no network -->\n```sh\napt update\n```\n"


def test_blocks_are_read_in_order_with_what_keeps_them_from_being_typed(tmp_path):
    page = f"words\n\n{LEFT}\n{TYPED}\n```toml\na = 1\n```\n"
    assert [(block.text, block.why) for block in read_blocks(page)] == [
        ("apt update\n", "no network"),
        ("ls\ncd /\n", ""),
    ]
    (path,) = write_typed(page, tmp_path / "page")
    assert (path.name, path.read_text()) == ("00.sh", "ls\ncd /\n")


@pytest.mark.parametrize("mark", ["", "<!-- not typed -->\n", "<!-- not typed: -->\n", "<!-- other -->\n"])
def test_a_block_that_says_nothing_of_itself_is_refused(mark):
    with pytest.raises(ValueError, match="apt update"):
        read_blocks(f"{mark}```sh\napt update\n```\n")


def test_the_page_is_marked_throughout_short_and_made_of_shell_lines(tmp_path):
    page = PAGE.read_text()
    blocks = read_blocks(page)
    assert len(blocks) == page.count("```sh\n") and len(page.splitlines()) <= 150
    assert sum(not block.why for block in blocks) > len(blocks) / 2
    for path in write_typed(page, tmp_path / "page"):
        subprocess.run(["sh", "-n", path], check=True, timeout=10)
