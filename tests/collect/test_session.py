import threading

import pytest

from fer_edge.collect.collector import Collector
from fer_edge.collect.session import Session
from fer_edge.collect.settings import PageSettings
from fer_edge.collect.takes import Takes
from fer_edge.errors import UsageError
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.types import Frame
from tests.collect.pictures import cutter, photo
from tests.collect.sessions import collecting
from tests.waiting import until

pytest.importorskip("starlette", reason="no starlette: pip install 'fer-edge[web]'")


class Held(Collector):
    """A key is held from the first frame on."""

    def see(self, image, boxes):
        if self.state()["held"] is None:
            self.press("sad")
        return super().see(image, boxes)


def test_a_recording_is_shown_to_its_end_and_the_session_with_it(tmp_path):
    takes = Takes(tmp_path / "mine", ("happy", "sad"), 0.2)
    frames = [None, *(Frame(index=n, time=n / 20, image=photo((20, 20, 40))) for n in range(5))]
    cut, told = cutter(side=16), []
    session = Session(FakeSource(frames), cut, Held(takes, cut, 30.0), takes.labels)
    session.run(PageSettings(web="0"), threading.Event(), told.append)
    assert takes.counts()["sad"]["train"] >= 4 and told == [f"watch at http://127.0.0.1:{session.port}/"]
    takes.close()


def test_a_camera_without_pictures_can_be_stopped(tmp_path):
    with collecting(tmp_path / "mine") as (_, stage, _):
        stage.image = None
        until(lambda: True)


def test_a_notice_of_a_page_is_one_line():
    with pytest.raises(UsageError, match="one line"):
        PageSettings(notice="two\nlines")
