"""What a long run's samples say of its growth."""

import json

import pytest

from benchmarks import soak


def test_samples_are_read_as_they_were_written(tmp_path):
    rows = [(101, 127.53, 4, 15), (236, 127.78, 5, 16)]
    soak.write_samples(rows, tmp_path / "soak.csv")
    assert soak.read_samples(tmp_path / "soak.csv") == rows


def test_what_grew_in_the_first_half_alone_is_no_growth():
    settled = [(frame, min(100.0 + frame, 110.0), 4, 15) for frame in range(40)]
    assert soak.summarize(settled)["resident_mib"]["grown_in_last_half"] == pytest.approx(0, abs=1e-9)


def test_a_leak_is_told_in_mib_of_the_last_half():
    leak = [(frame, 100.0 + frame, 4, 15 + frame) for frame in range(40)]
    found = soak.summarize(leak)
    assert found["resident_mib"] == pytest.approx({"peak": 139, "end": 139, "grown_in_last_half": 19})
    assert found["descriptors"]["grown_in_last_half"] == pytest.approx(19)


def test_the_committed_record_is_that_of_its_samples():
    record = json.loads((soak.HERE / "soak.json").read_text())
    for figure, values in soak.summarize(soak.read_samples(soak.HERE / "soak.csv")).items():
        assert record[figure] == pytest.approx(values, abs=0.01)
