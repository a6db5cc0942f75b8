from pathlib import Path

import pytest

from fer_edge.cli.completion import complete_target
from fer_edge.deploy.bundle.target import TARGETS, needed_glibc, parse_target
from fer_edge.errors import UsageError


def test_a_target_is_known_by_its_long_and_its_short_name():
    assert parse_target("linux-x86_64-py312") == parse_target("x86_64-py312") == TARGETS["linux-x86_64-py312"]
    assert len(TARGETS) == 6


@pytest.mark.parametrize("text", ["linux-armv7l-py311", "py311", "", "linux-aarch64-py310"])
def test_another_one_is_told_with_the_list(text):
    with pytest.raises(UsageError, match=r"linux-aarch64-py311, .*linux-x86_64-py313"):
        parse_target(text)


def test_the_shell_offers_them():
    assert complete_target("linux-aarch64") == [f"linux-aarch64-py{one}" for one in (311, 312, 313)]


def test_pip_is_asked_for_wheels_of_that_machine_alone():
    words = parse_target("aarch64-py313").pip_words()
    assert "--only-binary=:all:" in words and words[words.index("--python-version") + 1] == "3.13"
    assert [word for word in words if "x86" in word] == []


def test_the_library_is_the_newest_that_any_wheel_needs():
    names = ["a-1-py3-none-any.whl", "b-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl"]
    assert needed_glibc([Path(name) for name in names]) == "2.27"
    assert needed_glibc([Path(names[0])]) == "2.17"
    assert needed_glibc([*map(Path, names), Path("c-1-cp311-cp311-manylinux_2_28_x86_64.whl")]) == "2.28"
    assert needed_glibc([Path("d-1-cp310-abi3-manylinux2014_aarch64.whl")]) == "2.17"
