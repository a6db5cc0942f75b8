"""A camera on the network that shows a recording again and again, at its own pace, as one JPEG after the other."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2

FPS = 24.0


@contextmanager
def camera(clip: Path) -> Iterator[str]:
    """The address of a camera that shows `clip` until the block ends."""
    pictures = list(_jpegs(clip))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Show pictures for as long as somebody looks."""
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
            self.end_headers()
            began = time.monotonic()
            try:
                for number, picture in enumerate(itertools.cycle(pictures)):
                    time.sleep(max(began + number / FPS - time.monotonic(), 0.0))
                    head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                    self.wfile.write(head.encode() + picture + b"\r\n")
            except OSError:
                return

        def log_message(self, *words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _jpegs(clip: Path) -> Iterator[bytes]:
    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG)
    while (read := capture.read())[0]:
        yield cv2.imencode(".jpg", read[1])[1].tobytes()
    capture.release()
