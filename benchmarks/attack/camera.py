"""A camera on the network, one JPEG after the other over HTTP, that can be taken away and put back."""

import itertools
import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import numpy as np


class Camera:
    """Serve pictures again and again, at `fps`, on a port of loopback, from `start` to `stop`, any number of times."""

    def __init__(self, pictures: Iterable[np.ndarray], fps: float) -> None:
        self.jpegs = [cv2.imencode(".jpg", picture)[1].tobytes() for picture in pictures]
        self.fps, self.port = fps, 0

    def start(self) -> None:
        """Begin; later times on the same port."""
        self._server = _Server(("127.0.0.1", self.port), self.jpegs, self.fps)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """End, with every connection."""
        self._server.ending.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "Camera":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where it is watched."""
        return f"http://127.0.0.1:{self.port}/"


def shades() -> Iterator[np.ndarray]:
    """Pictures uint8 [120, 160, 3] that differ, and show nobody."""
    yield from (np.full((120, 160, 3), number, np.uint8) for number in range(200))


def frames(clip: Path) -> Iterator[np.ndarray]:
    """The pictures of a recording."""
    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG)
    while (read := capture.read())[0]:
        yield read[1]
    capture.release()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], jpegs: list[bytes], fps: float) -> None:
        self.jpegs, self.fps, self.ending = jpegs, fps, threading.Event()
        super().__init__(address, _Handler)

    def handle_error(self, *about: Any) -> None:
        """Who reads goes away as it likes."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Send pictures for as long as somebody looks."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        began = time.monotonic()
        for number, jpeg in enumerate(itertools.cycle(self.server.jpegs), start=1):
            if self.server.ending.wait(max(began + number / self.server.fps - time.monotonic(), 0.0)):
                return
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, format: str, *about: Any) -> None:
        """No line a request."""
