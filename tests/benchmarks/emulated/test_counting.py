"""Counts as they are recorded."""

from benchmarks.emulated.counting import build_plugin, in_millions, per_frame
from benchmarks.emulated.marks import Cost


def test_a_loop_is_recorded_per_frame_without_what_lies_outside():
    costs = {
        "outside": Cost(times=0, instructions=10**12),
        "look": Cost(times=2, instructions=6_000_000),
        "rest": Cost(times=1, instructions=2_000_000),
    }
    assert per_frame(costs, 4) == {
        "millions_per_frame": 2.0,
        "stages": {"look": {"per_frame": 1.5, "times": 2}, "rest": {"per_frame": 0.5, "times": 1}},
    }
    assert in_millions(Cost(times=1, instructions=6_000_000, dots=3_000_000), 3) == {"millions": 2.0, "dots": 1.0}


def test_the_plugin_compiles_without_a_warning(tmp_path, monkeypatch):
    import shutil

    import pytest

    if shutil.which("gcc") is None:
        pytest.skip("no gcc")
    assert build_plugin(tmp_path / "plugin").stat().st_size > 0
    assert build_plugin(tmp_path / "plugin") == next((tmp_path / "plugin").glob("*/count.so"))
