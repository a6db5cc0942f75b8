"""A server of files: what an address gives decides what is made of it."""

import base64
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sources.http.request import kind_of
from fer_edge.runtime.sources.opening import SourceSettings, open_source
from tests.runtime.sources.test_stream import HttpCamera, free_port
from tests.runtime.sources.test_video import record
from tests.runtime.sources.watching import Watching


@contextmanager
def server(handler):
    """Its address, without the scheme."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads, running.asked = True, 0
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"127.0.0.1:{running.server_port}", running
    finally:
        running.shutdown()
        running.server_close()


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Quiet."""


class Snapshots(BaseHTTPRequestHandler):
    """A picture of another shade for each request; with a password where the path is /secret."""

    def do_GET(self):
        wanted = "Basic " + base64.b64encode(b"pi:a b").decode()
        if self.path == "/secret" and self.headers.get("Authorization") != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.end_headers()
            return
        self.server.asked += 1
        jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), self.server.asked * 10 % 250, np.uint8))[1].tobytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if self.path == "/untold" else "image/jpeg")
        self.send_header("Content-Length", str(len(jpeg)))
        self.end_headers()
        self.wfile.write(jpeg)

    log_message = Files.log_message


def opened(address: str, fps: float = 0.0):
    return open_source(SourceSettings(source=f"http://{address}", fps=fps), lambda line: None)


def test_a_recording_gives_every_frame_once_and_ends(tmp_path):
    record(tmp_path / "a.mp4", 30)
    with server(partial(Files, directory=tmp_path)) as (address, _):
        source = opened(f"{address}/a.mp4")
        assert not source.live and source.name == f"http://{address}/a.mp4"
        assert [frame.index for frame in source] == list(range(30)) and source.counts.failed == 0
        with pytest.raises(UsageError, match=r"--fps 5: .* is a recording"):
            opened(f"{address}/a.mp4", fps=5)


def test_what_has_a_length_and_is_no_video_is_refused(tmp_path):
    (tmp_path / "a.html").write_text("hello")
    with server(partial(Files, directory=tmp_path)) as (address, _), pytest.raises(FerEdgeError, match="not a video"):
        opened(f"{address}/a.html")


@pytest.mark.parametrize("path", ["/now.jpg", "/untold", "/secret"])
def test_a_picture_is_asked_for_again_and_again_at_the_rate(path):
    with server(Snapshots) as (address, _):
        source = opened(f"{'pi:a%20b@' if path == '/secret' else ''}{address}{path}", fps=20.0)
        try:
            watching = Watching(source)
            watching.until(lambda: len(watching.frames) >= 5)
            shades = [int(frame.image[0, 0, 0]) for frame in watching.frames]
            assert source.live and source.fps == 20 and shades == sorted(set(shades))
            assert source.counts.reconnects == 0 and watching.frames[-1].time > 0.15
        finally:
            source.close()
        assert "a%20b" not in source.name


def test_without_a_rate_it_is_one_a_second():
    with server(Snapshots) as (address, _):
        source = opened(f"{address}/now.jpg")
        source.close()
    assert source.fps == 1.0


def test_a_stream_and_a_server_that_does_not_answer_are_streams():
    camera = HttpCamera()
    camera.start()
    try:
        assert kind_of(f"http://127.0.0.1:{camera.port}/") == "stream"
    finally:
        camera.kill()
    assert kind_of(f"http://127.0.0.1:{free_port()}/") == "stream"
