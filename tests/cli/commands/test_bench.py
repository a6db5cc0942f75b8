"""The options of `fer-edge bench`."""

import pytest

from fer_edge.cli.commands.bench import parse_threads
from fer_edge.errors import UsageError
from fer_edge.system.board import usable_cores


def test_threads_are_read_once_each():
    assert parse_threads("1, 2,1") == (1, 2) and parse_threads("all") == (usable_cores(),)


@pytest.mark.parametrize("wrong", ["", "0", "two", "1,,2", "-1"])
def test_wrong_threads_are_refused(wrong):
    with pytest.raises(UsageError):
        parse_threads(wrong)
