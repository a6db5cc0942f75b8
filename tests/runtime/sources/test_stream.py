import base64
import signal
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.sources.opening import SourceSettings, open_source
from fer_edge.runtime.sources.stream import shown, with_password
from fer_edge.system.secrets import SOURCE_PASSWORD
from tests.runtime.sources.watching import LOST, TURN, Watching
from tests.waiting import BUSY, promptly, until

SYSTEM_PYTHON = "/usr/bin/python3"
NEEDS = "gi.require_version('Gst','1.0'); gi.require_version('GstRtspServer','1.0'); from gi.repository import Gst"
NEEDS += "; Gst.init(None); assert Gst.ElementFactory.find('rtpjpegpay') and Gst.ElementFactory.find('videotestsrc')"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mjpeg(BaseHTTPRequestHandler):
    """Sends numbered JPEGs until the server is told to end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for number in range(10_000):
            if self.server.ending.wait(0.04):
                return
            jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), number % 200, np.uint8))[1].tobytes()
            try:
                self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg))
                self.wfile.write(jpeg + b"\r\n")
            except OSError:
                return

    def log_message(self, *_):
        """Quiet."""


class HttpCamera:
    """An MJPEG server to break and repair."""

    def __init__(self):
        self.port = free_port()

    def start(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Mjpeg)
        self.server.daemon_threads, self.server.ending = True, threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def kill(self):
        self.server.ending.set()
        self.server.shutdown()
        self.server.server_close()


class RtspCamera:
    """An RTSP server in a process of its own, to kill, freeze and start again."""

    def __init__(self):
        self.port, self.process = free_port(), None

    def start(self):
        script = Path(__file__).with_name("rtsp_server.py")
        self.process = subprocess.Popen([SYSTEM_PYTHON, script, str(self.port)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait(5)
        self.process.stdout.close()


@pytest.fixture
def http():
    camera = HttpCamera()
    camera.start()
    yield camera
    camera.kill()


@pytest.fixture
def rtsp():
    try:
        missing = subprocess.run(
            [SYSTEM_PYTHON, "-c", f"import gi; {NEEDS}"], capture_output=True, timeout=60
        ).returncode
    except OSError:
        missing = True
    if missing:
        pytest.skip("no RTSP server: apt install gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good")
    camera = RtspCamera()
    camera.start()
    yield camera
    camera.kill()


def watch(url, told):
    return Watching(open_source(SourceSettings(source=url), told.append))


def test_http_killed_and_back(http):
    told = []
    watching = watch(f"http://me:secret@127.0.0.1:{http.port}/stream?token=secret", told)
    watching.more(5)
    http.kill()
    watching.until(lambda: bool(told), BUSY * LOST)
    http.start()
    watching.more(5, 15)
    watching.source.close()
    assert told[1].startswith(f"http://127.0.0.1:{http.port}/stream is back after ")
    assert watching.source.counts.reconnects == 1
    assert watching.slowest < BUSY * TURN
    assert "secret" not in "".join([*told, watching.source.name])


def test_rtsp_killed_and_started_again(rtsp):
    told = []
    watching = watch(f"rtsp://127.0.0.1:{rtsp.port}/ball", told)
    watching.more(10)
    rtsp.kill()
    watching.until(lambda: bool(told), BUSY * LOST)
    rtsp.start()
    watching.more(5, 20)
    watching.source.close()
    assert told[1].startswith(f"rtsp://127.0.0.1:{rtsp.port}/ball is back after ")
    assert watching.source.counts.reconnects == 1
    assert watching.slowest < BUSY * TURN


def test_rtsp_frozen_and_thawed(rtsp):
    told = []
    watching = watch(f"rtsp://127.0.0.1:{rtsp.port}/ball", told)
    watching.more(10)
    rtsp.signal(signal.SIGSTOP)
    watching.until(lambda: bool(told), BUSY * LOST)
    watching.until(lambda: watching.source.counts.blind_seconds > 4)
    rtsp.signal(signal.SIGCONT)
    watching.more(5, 20)
    assert len(told) == 2 and " is back after " in told[1]
    assert watching.slowest < BUSY * TURN
    rtsp.signal(signal.SIGSTOP)
    watching.until(lambda: watching.empty >= 3)
    with promptly(1.0):
        watching.source.close()  # While its read is blocked.
    until(lambda: all(thread.name != "capture" for thread in threading.enumerate()), 5)  # Its own limit ends that read.


def test_rtsp_that_shows_one_picture_is_noticed(rtsp):
    told = []
    watching = watch(f"rtsp://127.0.0.1:{rtsp.port}/circular", told)
    watching.until(lambda: bool(told), BUSY * LOST)
    watching.source.close()
    assert "the very same picture for 2 s" in told[0]


def test_rtsp_that_may_show_one_picture_is_no_trouble(rtsp):
    told = []
    settings = SourceSettings(source=f"rtsp://127.0.0.1:{rtsp.port}/circular", still=True)
    watching = Watching(open_source(settings, told.append))
    watching.more(80)
    watching.source.close()
    assert not told


def test_the_password_may_be_in_the_environment(monkeypatch):
    monkeypatch.setenv(SOURCE_PASSWORD, "p/w@#?%")
    assert with_password("rtsp://me@cam/a") == "rtsp://me:p%2Fw%40%23%3F%25@cam/a"
    assert with_password("rtsp://me:own/1@cam/a") == "rtsp://me:own%2F1@cam/a"
    assert with_password("rtsp://cam/a") == "rtsp://cam/a"


def test_a_login_that_may_be_a_port_is_refused_without_it():
    with pytest.raises(UsageError, match="%2F for /") as refused:
        with_password("rtsp://me:12/secret@cam")
    assert "secret" not in str(refused.value)


def test_ffmpeg_logs_in_with_it(monkeypatch):
    monkeypatch.setenv(SOURCE_PASSWORD, "p/w@#?%")
    seen = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers.get("Authorization", ""))
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *words): ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.raises(MissingError):
            open_source(SourceSettings(source=f"http://m%40e@127.0.0.1:{server.server_port}/a"), print)
        server.shutdown()
    assert f"Basic {base64.b64encode(b'm@e:p/w@#?%').decode()}" in seen


def test_a_server_that_is_not_there_is_missing():
    with pytest.raises(MissingError, match="cannot be reached") as raised:
        open_source(SourceSettings(source=f"rtsp://me:secret@127.0.0.1:{free_port()}/cam"), print)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rtsp://me:pass@word@cam:554/a", "rtsp://cam:554/a"),
        ("http://[::1]:80/a?user=me&pwd=b#c", "http://[::1]:80/a"),
        ("http://cam", "http://cam"),
        ("rtsp://me:p/a?s#s@cam:554/a", "rtsp://cam:554/a"),
        ("http://cam/user=me_password=secret_channel=1", "http://cam/user=me_password=***"),
    ],
)
def test_what_is_shown_of_an_address(url, expected):
    assert shown(url) == expected
