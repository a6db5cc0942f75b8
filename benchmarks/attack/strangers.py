"""Connections to the page and the metrics by someone without the token, who opens each again when it is closed.

Meanwhile a viewer with the token gets pictures, others come and are served, a camera that was restarted is back,
and neither lines nor descriptors grow without a bound.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import os
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

from benchmarks.attack import Outcome
from benchmarks.attack.camera import Camera, shades

TOKEN = "a-planted-token"

AWAY, BACK = 1.0, 3.0
"""Seconds that the camera is off, and within which its pictures have to be there again."""

LONGEST_GAP = 2.0
"""Seconds without a picture while the camera runs."""

FPS = 10.0
"""Of the camera."""

MOST_LINES, MOST_DESCRIPTORS = 100, 500
START = 30.0

ELSEWHERE = ("127.0.0.2", 0)
"""Where newcomers with the token come from; the strangers, and the viewer that stays, are at 127.0.0.1."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the attack can be asked for."""
    parser.add_argument("--idle", type=int, default=1000, help="connections that say nothing")
    parser.add_argument("--slow", type=int, default=200, help="connections that say a byte now and then")
    parser.add_argument("--seconds", type=float, default=60.0)


def attack(asked: argparse.Namespace) -> Outcome:
    """Hold the connections, and look."""
    outcome = Outcome(attack="strangers", cases=asked.idle + asked.slow)
    with ExitStack() as stack, tempfile.TemporaryFile("w+") as lines:
        camera = Camera(shades(), FPS)
        camera.start()
        stack.callback(camera.stop)
        run = Run(camera.port, lines)
        stack.callback(run.end)
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # The attacker's: the run has begun with its own.
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 8192), limit))
        viewer = Viewer(run.web)
        crowd = Crowd(run, asked.idle, asked.slow)
        stack.callback(crowd.disperse)
        quiet = _look(outcome, run, viewer, asked.seconds / 2)
        outcome.expect(quiet < LONGEST_GAP, f"the viewer had no picture for {quiet:.1f} s")
        back = _restart(camera, viewer)
        outcome.expect(back < BACK, f"the restarted camera was back after {back:.1f} s")
        quiet = max(quiet, _look(outcome, run, viewer, asked.seconds / 2))
        run.end()
        viewer.join(10)
        lines.seek(0)
        told = len(lines.readlines())
        outcome.expect(told < MOST_LINES, f"{told} lines were logged")
        outcome.expect(run.descriptors < MOST_DESCRIPTORS, f"{run.descriptors} descriptors were open")
        outcome.figures |= {"longest gap s": quiet, "camera back s": back, "lines": told}
        outcome.figures |= {"descriptors": run.descriptors, "connections": crowd.opened, "pictures": len(viewer.times)}
    return outcome


class Run:
    """`fer-edge run` with page and metrics for everyone. descriptors: the most it had open."""

    def __init__(self, camera: int, lines: "tempfile._TemporaryFileWrapper[str]") -> None:
        self.web, self.metrics = _free_port(), _free_port()
        self.descriptors = 0
        source = f"http://127.0.0.1:{camera}/"
        where = ["--web", f"0.0.0.0:{self.web}", "--metrics", f"0.0.0.0:{self.metrics}"]
        command = [sys.executable, "-m", "fer_edge", "run", "--headless", "--source", source, *where]
        environment = os.environ | {"FER_EDGE_TOKEN": TOKEN}
        self._process = subprocess.Popen(command, stderr=lines, stdout=lines, env=environment)
        end = time.monotonic() + START
        while not self.serves():
            if self._process.poll() is not None or time.monotonic() > end:
                raise SystemExit("the run did not begin to serve")
            time.sleep(0.1)

    def serves(self) -> bool:
        """Whether a person with the token gets the page, and a program the metrics; and count descriptors."""
        with suppress(OSError):
            self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{self._process.pid}/fd")))
        return _status(self.web, f"/?token={TOKEN}") == _status(self.metrics, f"/metrics?token={TOKEN}") == 200

    def end(self) -> None:
        """As systemd would."""
        self._process.terminate()
        self._process.wait(10)


class Viewer(threading.Thread):
    """Watches with the token. times: when each picture came."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.times: list[float] = []
        self._port = port
        self.start()

    def run(self) -> None:
        """Read blocks, without coming again when the connection is cut."""
        for picture in _pictures(self._port):
            self.times += [time.monotonic()] if picture else []


class Crowd:
    """Strangers, until they are dispersed. opened: how many connections they made."""

    def __init__(self, run: Run, idle: int, slow: int) -> None:
        self.opened = 0
        self._kinds = [
            (port, slow_one) for slow_one, count in ((False, idle), (True, slow)) for port in [run.web] * count
        ]
        self._kinds += [(run.metrics, bool(number % 2)) for number in range((idle + slow) // 10)]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def disperse(self) -> None:
        """All go."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        try:
            held = [self._loop.create_task(self._hold(port, slow)) for port, slow in self._kinds]
            self._loop.run_forever()
            for task in held:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*held, return_exceptions=True))
            self._loop.run_until_complete(asyncio.sleep(0.1))  # Aborted connections end in the next turns.
        finally:
            self._loop.close()

    async def _hold(self, port: int, slow: bool) -> None:
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                self.opened += 1
                try:
                    await (_say_slowly(reader, writer) if slow else reader.read())
                finally:
                    writer.transport.abort()
            await asyncio.sleep(1.0)


async def _say_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for sign in b"GET / HTTP/1.1\r\nHost: " + b"x" * 1000:
        writer.write(bytes([sign]))
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
            return


def _look(outcome: Outcome, run: Run, viewer: Viewer, seconds: float) -> float:
    """Watch for a while; the longest time without a picture."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        outcome.expect(run.serves(), "someone who came anew with the token was not served")
        time.sleep(min(1.0, seconds / 4))
    times = [began, *(at for at in viewer.times if at > began), time.monotonic()]
    return max(later - sooner for sooner, later in itertools.pairwise(times))


def _restart(camera: Camera, viewer: Viewer) -> float:
    """Seconds from the camera's being there again to its picture."""
    camera.stop()
    time.sleep(AWAY)
    seen = len(viewer.times)
    camera.start()
    began = time.monotonic()
    while len(viewer.times) == seen and time.monotonic() < began + START:
        time.sleep(0.02)
    return time.monotonic() - began


def _pictures(port: int) -> Iterator[bytes]:
    """The JPEG of each block of the stream, empty where it has none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", f"/stream?token={TOKEN}")
        with connection.getresponse() as answer:
            while lengths := answer.read(8):
                text, picture = struct.unpack(">II", lengths)
                json.loads(answer.read(text))
                yield answer.read(picture)


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3, source_address=ELSEWHERE)
    try:
        connection.request("GET", path)
        with connection.getresponse() as answer:
            return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
