"""A session before a camera that shows what a test wants."""

import threading
import time
from contextlib import contextmanager

from fer_edge.collect.collector import Collector
from fer_edge.collect.session import Session
from fer_edge.collect.settings import PageSettings
from fer_edge.collect.takes import Takes
from fer_edge.runtime.types import Frame, SourceCounts
from tests.collect.pictures import cutter, photo
from tests.waiting import until

ONE = photo((20, 20, 40))


class Stage:
    """A camera. image: what it shows, None: it has no picture at the moment."""

    name, fps, live = "stage", 50.0, True

    def __init__(self, image=ONE):
        self.image, self.counts = image, SourceCounts()

    def __iter__(self):
        for index in range(3000):
            time.sleep(1 / self.fps)
            yield None if self.image is None else Frame(index=index, time=index / self.fps, image=self.image)

    def close(self):
        """Nothing is held."""


@contextmanager
def collecting(folder, labels=("happy", "sad"), web="0", token=None, cut=None):
    """A session in a thread, its stage and the lines it told."""
    takes, stage, stop, told = Takes(folder, labels, 0.2), Stage(), threading.Event(), []
    cut = cut or cutter(side=48)
    session = Session(stage, cut, Collector(takes, cut, 30.0), takes.labels)
    settings = PageSettings(web=web, token=token, notice="Ada <b>")
    thread = threading.Thread(target=session.run, args=(settings, stop, told.append), daemon=True)
    thread.start()
    try:
        until(lambda: told)
        yield session, stage, told
    finally:
        stop.set()
        thread.join(10)
        takes.close()
        assert not thread.is_alive()
