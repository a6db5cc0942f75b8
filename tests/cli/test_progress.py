"""How far a long work has come, where stderr is no terminal."""

from fer_edge.cli import progress
from fer_edge.cli.progress import WorkProgress


def test_a_line_now_and_then_says_what_is_left(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with WorkProgress() as work:
        tell = work.begin("reading train", 400)
        for now[0], done in ((5.0, 50), (10.0, 100), (12.0, 120), (40.0, 400)):
            tell(done)
        tell = work.begin("comparing", None)
        now[0] = 60.0
        tell(7)
    # Rich 13 ends with an empty line.
    assert capsys.readouterr().err.rstrip().splitlines() == [
        "reading train: 100 of 400, about 30 s left",
        "reading train: 400 of 400",
        "comparing: 7",
    ]
