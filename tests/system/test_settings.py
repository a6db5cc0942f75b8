"""Settings that are declared once: ranges, choices, older names."""

from dataclasses import dataclass

import pytest

from fer_edge.errors import UsageError
from fer_edge.system.settings import Checked, declared, from_record, setting


@dataclass(frozen=True, kw_only=True)
class Oven(Checked):
    heat: float = setting(180.0, "How hot.", minimum=50, maximum=250, unit="degrees", aliases=("temperature",))
    mode: str = setting("fan", "Which fire.", choices=("fan", "grill"), form="book:page")
    trays: tuple[str, ...] = setting((), "What is in it.", many=True)
    minutes: int | None = setting(None, "How long.", minimum=1)
    serial: int = 0


def test_what_is_no_setting_is_no_option():
    assert [known.field for known in declared(Oven)] == ["heat", "mode", "trays", "minutes"]


def test_values_within_their_range_are_taken():
    assert Oven(heat=50, mode="grill", minutes=1).heat == 50
    assert Oven(mode="cakes.best:12").mode == "cakes.best:12"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"heat": 251}, "--heat 251: expected 50 to 250 degrees"),
        ({"heat": float("nan")}, "--heat nan"),
        ({"minutes": 0}, "--minutes 0: expected at least 1"),
        ({"mode": "steam"}, "--mode: there is no steam; expected fan, grill or book:page"),
        ({"mode": "book:"}, "--mode: there is no book:"),
    ],
)
def test_values_beyond_it_are_not(values, message):
    with pytest.raises(UsageError, match=message):
        Oven(**values)


def test_a_record_is_read_with_older_names_and_without_what_is_unknown():
    assert from_record(Oven, {"temperature": 99, "trays": ["a", "b"], "gas": 1}) == Oven(heat=99, trays=("a", "b"))


def test_a_record_out_of_range_is_refused():
    with pytest.raises(UsageError, match="--heat 9999"):
        from_record(Oven, {"heat": 9999})
