"""What a benchmark can be asked for, as people write it."""

import pytest

from fer_edge.bench.settings import SelectSettings, parse_batches, parse_threads
from fer_edge.errors import UsageError
from fer_edge.system.processes import usable_cores


def test_threads_are_read_once_each():
    assert parse_threads("1, 2,1") == (1, 2) and parse_threads("all") == (usable_cores(),)


@pytest.mark.parametrize("wrong", ["", "0", "two", "1,,2", "-1"])
def test_wrong_threads_are_refused(wrong):
    with pytest.raises(UsageError):
        parse_threads(wrong)


def test_batches_are_read_once_each():
    assert parse_batches("1, 8,1") == (1, 8)


@pytest.mark.parametrize("wrong", ["", "0", "all", "1,,2", "-1", "1000000", "²"])
def test_wrong_batches_are_refused(wrong):
    with pytest.raises(UsageError):
        parse_batches(wrong)


def test_to_remember_and_to_forget_exclude_each_other():
    with pytest.raises(UsageError, match="--forget"):
        SelectSettings(select=True, forget=True)
