from fer_edge.runtime.sinks.web.recent import RecentExpressions
from tests.runtime.sinks.web.viewing import face


def test_the_past_is_ten_minutes_long_and_has_gaps_where_nothing_was_seen():
    now = [0.0]
    recent = RecentExpressions(7, lambda: now[0])
    for now[0] in (0.0, 0.5, 1.0, 5.0, 700.0):
        recent.add([face(0)] if now[0] == 0.5 else [])
    now[0] = 5.5
    assert [(number, faces) for number, faces, _ in recent.since(-1)] == [(0, 0.5), (1, 0.0)]
    now[0] = 701.0
    assert [number for number, *_ in recent.since(-1)] == [700]
    assert recent.since(701) == []
