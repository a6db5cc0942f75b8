import pytest

from fer_edge.collect.collector import AT_ONCE, LEASE, Collector
from fer_edge.collect.takes import Takes
from fer_edge.errors import UsageError
from tests.collect.pictures import cutter, photo
from tests.waiting import Clock

ONE, TWO, NONE = photo((20, 20, 40)), photo((5, 5, 20), (60, 60, 30)), photo()


class Bench:
    """A collector with a clock of its own, and frames to show it."""

    def __init__(self, folder, **settings):
        self.clock, self.cutter = Clock(), cutter(side=16, **settings)
        self.takes = Takes(folder, ("happy", "sad"), 0.5)
        self.collector = Collector(self.takes, self.cutter, 5.0, self.clock)

    def show(self, image=ONE, frames=1, step=0.1):
        for _ in range(frames):
            self.collector.see(image, self.cutter.find(image))
            self.clock.now += step

    def stored(self, label="happy"):
        counts = self.takes.counts()[label]
        return counts["train"] + counts["validation"]


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path / "mine")
    yield made
    made.takes.close()


def test_faces_are_stored_while_a_key_is_held_as_often_as_asked(bench):
    bench.show(frames=3)
    number = bench.collector.press("happy")
    bench.show(frames=10)
    bench.collector.release(number)
    bench.show(frames=5)
    assert bench.stored() == 5 and bench.collector.state()["held"] is None


def test_a_tap_stores_the_next_frame(bench):
    bench.collector.release(bench.collector.press("sad"))
    bench.show(frames=5)
    assert bench.stored("sad") == 1


def test_a_key_is_let_go_when_nobody_says_that_it_is_held(bench):
    number = bench.collector.press("happy")
    for _ in range(4):
        bench.collector.hold(number)
        bench.show(frames=10)
    before = bench.stored()
    bench.clock.now += LEASE
    bench.show(frames=10)
    assert before >= 19 and bench.stored() == before


def test_another_key_ends_the_first_and_an_old_finger_changes_nothing(bench):
    first = bench.collector.press("happy")
    bench.show(frames=2)
    bench.collector.press("sad")
    bench.collector.release(first)
    bench.show(frames=2)
    assert bench.collector.state()["held"] == "sad" and bench.stored("sad") == 1


def test_without_a_face_nothing_is_stored_and_the_next_one_counts(bench):
    bench.collector.press("happy")
    bench.show(NONE, frames=4)
    assert bench.stored() == 0
    bench.show(ONE)
    assert bench.stored() == 1


@pytest.mark.parametrize(("several", "stored"), [("largest", 1), ("all", 2), ("none", 0)])
def test_of_several_people(tmp_path, several, stored):
    bench = Bench(tmp_path / "mine", several=several)
    bench.collector.press("happy")
    bench.show(TWO)
    assert bench.stored() == stored
    bench.takes.close()


def test_presses_of_one_moment_are_not_divided(bench):
    def press():
        bench.collector.release(bench.collector.press("happy"))
        bench.show()

    for _ in range(3):
        press()
    assert bench.takes.counts()["happy"]["validation"] == 0
    bench.clock.now += AT_ONCE
    press()
    assert bench.takes.counts()["happy"]["validation"] == 1


def test_undo_and_delete_end_what_is_held(bench):
    bench.collector.press("happy")
    bench.show(frames=5)
    bench.collector.undo()
    bench.show(frames=5)
    assert bench.stored() == 0 and bench.collector.state()["last"] == "undone: 3 happy"
    bench.collector.press("sad")
    bench.show()
    bench.collector.delete()
    bench.show()
    assert bench.collector.state()["last"] == "deleted: 1 faces" and bench.stored("sad") == 0


def test_a_label_that_nobody_asked_for_is_refused(bench):
    with pytest.raises(UsageError, match="no label"):
        bench.collector.press("../../etc")
