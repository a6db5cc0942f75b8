import os

import pytest

from fer_edge.system.stderr import STDERR, silenced_stderr


def test_what_is_written_past_python_is_not_seen_and_afterwards_it_is(capfd):
    with silenced_stderr():
        os.write(STDERR, b"from C++\n")
    os.write(STDERR, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_an_exception_passes_and_stderr_is_back(capfd):
    with pytest.raises(ZeroDivisionError), silenced_stderr():
        raise ZeroDivisionError
    os.write(STDERR, b"after\n")
    assert capfd.readouterr().err == "after\n"
