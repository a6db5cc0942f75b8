"""Marks of a program, summed up by section."""

import os

from benchmarks.emulated.marks import MARK, MASK_BITS, RETURN, Sections, sum_up


def told(run):
    """What a program's marks say to the plug-in: the sections, and that they were to return to."""
    codes = []
    real = os.umask
    os.umask = lambda mask: codes.append((mask >> MASK_BITS) - MARK) or real(0o022)
    try:
        run()
    finally:
        os.umask = real
    return [(code & ~RETURN, bool(code & RETURN)) for code in codes]


def test_a_section_within_another_is_left_for_it():
    sections = Sections()

    def run():
        with sections.section("loop"), sections.section("look"):
            pass

    assert told(run) == [(1, False), (2, False), (1, True), (0, True)]
    assert sections.names == ["outside", "loop", "look"]


def test_nothing_is_marked_while_it_does_not_count():
    sections = Sections(counting=False)

    def run():
        with sections.section("warm"):
            sections.counting = True
            with sections.section("counted"):
                pass

    assert told(run) == [(2, False), (1, True), (0, True)]


def test_the_kernel_keeps_its_umask():
    before = os.umask(0o022)
    try:
        with Sections().section("any"):
            pass
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_each_instruction_counts_once_and_each_entry_once():
    back = RETURN
    lines = f"1 100 0\n2 110 1\n{1 | back} 150 6\n2 160 6\n{1 | back} 165 6\n{0 | back} 170 7\n"
    costs = sum_up(lines, ["outside", "loop", "look"])
    assert (costs["loop"].times, costs["loop"].instructions, costs["loop"].dots) == (1, 25, 2)
    assert (costs["look"].times, costs["look"].instructions, costs["look"].dots) == (2, 45, 5)
    assert costs["outside"].instructions == 0
