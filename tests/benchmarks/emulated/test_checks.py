"""Checks, made here or told by a machine."""

from benchmarks.emulated.checks import Checks


def test_a_machine_s_lines_are_checks_and_its_other_words_are_none():
    said = []
    checks = Checks(said.append)
    taken = [checks.take(line) for line in ("ok boot: 12 s", "FAILED camera: no device", "ok", "[  3.1] okay then")]
    assert taken == [True, True, False, False]
    assert checks.failed == ["camera"]
    assert checks.as_record() == {"boot": "12 s", "camera": "FAILED no device"}
    assert said == ["ok boot: 12 s", "FAILED camera: no device"]


def test_a_check_without_words_is_recorded_as_held_or_failed():
    checks = Checks(lambda line: None)
    assert checks.check("a", True) and not checks.check("b", False)
    assert checks.as_record() == {"a": "ok", "b": "FAILED"}
