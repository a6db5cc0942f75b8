"""A camera of the network that is taken away and put back: numbered JPEGs over HTTP."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cv2
import numpy as np

RATE = 10
"""Pictures per second."""


class MovingCamera:
    """Serve MJPEG on a port of loopback, from `start` to `stop`, any number of times."""

    def __init__(self) -> None:
        self.port = 0

    def start(self) -> None:
        """Begin; later times on the same port."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """End, with every connection."""
        self._server.ending.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *more: Any) -> None:
        self.ending = threading.Event()
        super().__init__(*more)

    def handle_error(self, *about: Any) -> None:
        """Who reads goes away as it likes."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Send pictures without an end."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        number = 0
        while not self.server.ending.wait(1 / RATE):
            number += 1
            jpeg = cv2.imencode(".jpg", np.full((120, 160, 3), number % 200, np.uint8))[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, format: str, *about: Any) -> None:
        """No line a request."""
