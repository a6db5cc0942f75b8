"""Sizes and addresses as people write them."""

import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.settings import OutputSettings, parse_size


def test_a_size_is_width_and_height():
    assert parse_size("640x480") == parse_size("640X480") == (640, 480)


@pytest.mark.parametrize("text", ["640", "x480", "0x480", "640x-1", "100000x100000", "16385x1", "²x²", "axb"])
def test_what_is_none_is_refused(text):
    with pytest.raises(UsageError, match="expected WIDTHxHEIGHT"):
        parse_size(text)


@pytest.mark.parametrize("where", [{"web": "80:80:80"}, {"metrics": "nonsense"}])
def test_an_address_is_looked_at_before_a_camera_is_opened(where):
    with pytest.raises(UsageError, match=r"expected \[HOST:\]PORT"):
        OutputSettings(**where)
