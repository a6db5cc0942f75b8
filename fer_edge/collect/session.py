"""A session before a camera: frames come, the page shows them, and faces are stored while a key is held."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from fer_edge.collect.collector import Collector
from fer_edge.collect.cutting import FaceCutter
from fer_edge.collect.settings import PageSettings
from fer_edge.errors import MissingError
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, FrameSource, Report
from fer_edge.system.secrets import TOKEN, read_secret

NOTHING = np.zeros(0, np.float32)


class Session:
    """Until the source ends or `stop` is set. port: of the page, while it is served."""

    def __init__(self, source: FrameSource, cutter: FaceCutter, collector: Collector, labels: tuple[str, ...]) -> None:
        self._source, self._cutter, self._collector, self._labels = source, cutter, collector, labels
        self.port = 0
        self._began: float | None = None

    def run(self, settings: PageSettings, stop: threading.Event, report: Report) -> None:
        """Serve the page meanwhile. report: told where it is.

        Raises UsageError, MissingError without the extra `web`, FerEdgeError when a face cannot be stored.
        """
        status = Status()
        status.watch(self._source, ())
        with self._page(settings, status, report) as pictures:
            for frame in self._source:
                if stop.is_set():
                    break
                if frame is None:
                    continue
                faces = self._look(frame)
                status.count(faces)
                pictures.put(frame, faces)
                if not self._source.live:  # A recording passes as slowly as it was made.
                    stop.wait(self._ahead(frame))

    def _look(self, frame: Frame) -> list[Face]:
        """The faces of a frame, those first that are taken: their confidence is 1."""
        boxes = self._cutter.find(frame.image)
        taken = len(self._collector.see(frame.image, boxes))
        return [_face(number, box, taken) for number, box in enumerate(boxes)]

    def _ahead(self, frame: Frame) -> float:
        """Seconds by which a recording is ahead of the clock."""
        now = time.monotonic()
        if self._began is None:
            self._began = now - frame.time
        return max(self._began + frame.time - now, 0.0)

    @contextmanager
    def _page(self, settings: PageSettings, status: Status, report: Report) -> Iterator[PictureStream]:
        try:
            from fer_edge.collect.page import build_app, picture_maker
            from fer_edge.runtime.sinks.web.serving import serve
        except ImportError as error:
            raise MissingError(f"data collect needs {error.name}: pip install 'fer-edge[web]'") from error

        token = settings.token if settings.token is not None else read_secret(TOKEN)
        pictures = PictureStream(self._labels, picture_maker(self._collector))
        server, self.port = serve(
            settings.web,
            token,
            pictures,
            lambda policy, sender: build_app(policy, sender, pictures, self._collector, status, settings.notice),
            report,
            10.0,
        )
        try:
            yield pictures
        finally:
            server.close()


def _face(number: int, box: np.ndarray, taken: int) -> Face:
    x, y, width, height = (round(float(value)) for value in box)
    confidence = float(number < taken)
    return Face(track=number + 1, box=(x, y, width, height), label="", confidence=confidence, probabilities=NOTHING)
