import resource

import pytest

from fer_edge.errors import MissingError
from fer_edge.system.processes import LEAST, check_address_space


@pytest.mark.parametrize(("limit", "enough"), [(LEAST - 1, False), (LEAST, True), (resource.RLIM_INFINITY, True)])
def test_addresses_that_the_libraries_need(monkeypatch, limit, enough):
    monkeypatch.setattr(resource, "getrlimit", lambda which: (limit, resource.RLIM_INFINITY))
    if enough:
        check_address_space()
    else:
        with pytest.raises(MissingError, match="ulimit -v"):
            check_address_space()
