"""Frames per second that are estimated."""

from benchmarks.emulated.estimates import estimate


def test_a_board_has_so_many_frames_as_its_clock_gives_instructions():
    boards = estimate({"cortex-a53": 20.0})
    assert set(boards) == {"zero2w", "pi3"}
    assert boards["zero2w"]["frames_per_second"] == {"least": 20.0, "likely": 30.0, "most": 40.0}
    assert boards["pi3"]["frames_per_second"]["likely"] == 42.0
