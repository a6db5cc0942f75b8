"""What a study can be asked for."""

import pytest

from fer_edge.errors import UsageError
from fer_edge.tuning.settings import TuneSettings, limit_ms


def test_an_objective_may_have_a_limit():
    assert TuneSettings(objective="latency:2.5").objective == "latency:2.5"
    assert (limit_ms("latency:2.5"), limit_ms("shifted")) == (2.5, None)


@pytest.mark.parametrize("wrong", ["speed", "latency:", "latency:-1", "latency:nan", "latency:fast"])
def test_what_is_no_objective_is_refused(wrong):
    with pytest.raises(UsageError, match="--objective"):
        TuneSettings(objective=wrong)


@pytest.mark.parametrize("wrong", ["", "../x", ".hidden"])
def test_a_study_s_name_is_part_of_a_folder_s(wrong):
    with pytest.raises(UsageError, match="--study"):
        TuneSettings(study=wrong)
