"""The window and the page as a person sees them, while `fer-edge run` shows the portrait.

They need Debian's xvfb, chromium and chromium-driver; selenium is in the extra `dev`, Pillow comes with matplotlib.
"""

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import cv2
from PIL import Image, ImageGrab

from benchmarks.pictures import FOLDER
from benchmarks.portrait_clip import FPS, SECONDS, pan_and_zoom, portrait
from fer_edge.errors import MissingError

DISPLAY, SCREEN, COLOURS = ":97", "640x480x24", 5000
PATIENCE, SEEN = 30.0, 6.0
"""Seconds until something has to be there, and for which the page is left to fill its timeline."""


def window() -> None:
    """Write window.png: the whole screen of a machine on which only the loop's window is open."""
    with _started("Xvfb", DISPLAY, "-screen", "0", SCREEN), tempfile.TemporaryDirectory() as folder:
        _until(lambda: Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}").exists())
        with _running(Path(folder), DISPLAY=DISPLAY, QT_QPA_PLATFORM="xcb"):
            picture = _until(lambda: _drawn(ImageGrab.grab(xdisplay=DISPLAY)))
        picture.save(FOLDER / "window.png", optimize=True)


def _drawn(screen: Image.Image) -> Image.Image | None:
    """What of a screen is not black; None until that is a large and colourful picture."""
    box = screen.getbbox()
    large = box is not None and (box[2] - box[0]) * (box[3] - box[1]) > 100_000
    return screen.crop(box) if large and screen.getcolors(COLOURS) is None else None


def page() -> None:
    """Write page.png: the web page after some seconds, in Chromium."""
    from selenium import webdriver

    with tempfile.TemporaryDirectory() as folder, _running(Path(folder), "--headless", "--web", "0") as said:
        address = _until(lambda: re.search(r"http://\S+", said.read_text()))[0]
        options = webdriver.ChromeOptions()
        options.binary_location = _found("chromium")
        for flag in (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1100,920",
            f"--user-data-dir={folder}/b",
        ):
            options.add_argument(flag)
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(_found("chromedriver")))
        try:
            browser.get(address)
            time.sleep(SEEN)
            browser.save_screenshot(str(FOLDER / "page.png"))
        finally:
            browser.quit()


@contextmanager
def _running(folder: Path, *words: str, **environment: str) -> Iterator[Path]:
    """The loop on a network camera that shows the portrait over and over; the file of what it says."""
    said = folder / "said"
    with said.open("w") as file, _camera() as address:
        run = ("run", "--model", "edge", "--source", address, *words)
        process = subprocess.Popen(
            [sys.executable, "-m", "fer_edge", *run], stdout=file, stderr=file, env=os.environ | environment
        )
        try:
            yield said
        finally:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def _camera() -> Iterator[str]:
    """A network camera; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/portrait"
        server.shutdown()


class Camera(BaseHTTPRequestHandler):
    """Shows the portrait's clip as motion JPEG, at its own rate."""

    def do_GET(self) -> None:
        """Send frames until nobody takes them any more."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        picture = portrait()
        with suppress(OSError):
            for number in itertools.count():
                frame = pan_and_zoom(picture, number / (FPS * SECONDS) % 1)
                jpeg = cv2.imencode(".jpg", frame)[1].tobytes()
                self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg))
                self.wfile.write(jpeg + b"\r\n")
                time.sleep(1 / FPS)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _started(program: str, *words: str) -> Iterator[None]:
    process = subprocess.Popen([_found(program), *words], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _found(program: str) -> str:
    where = shutil.which(program)
    if where is None:
        raise MissingError(f"no {program}: apt-get install xvfb chromium chromium-driver")
    return where


def _until(look: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (seen := look()):
        if time.monotonic() > end:
            raise MissingError(f"nothing to be seen within {PATIENCE:.0f} s")
        time.sleep(0.2)
    return seen
