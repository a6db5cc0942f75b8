"""What `fer-edge eval` says of data and models that are not there."""

import pytest

from fer_edge.cli.commands.eval import eval_
from fer_edge.errors import MissingError


def test_eval_without_data_names_the_way_out(tmp_path):
    with pytest.raises(MissingError, match="--data synthetic"):
        eval_(data=str(tmp_path / "none"))


def test_eval_of_a_network_that_is_not_there_says_so(tmp_path):
    with pytest.raises(MissingError, match="no model file at"):
        eval_(str(tmp_path / "model.keras"), data="synthetic")
