import os
import shutil
import subprocess
import sys

import cv2
import pytest

from fer_edge.runtime.sinks.window import available

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's"),
    pytest.mark.skipif("QT5" not in cv2.getBuildInformation(), reason="another OpenCV than the wheels'"),
]


@pytest.mark.parametrize("display", ["", ":4711", "localhost:4711", "nonsense"])
def test_a_display_that_does_not_answer_is_none(monkeypatch, display):
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")  # With which the wheels' windows can do nothing.
    assert not available()


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no Xvfb here")
def test_a_display_that_answers_is_one():
    program = "from fer_edge.runtime.sinks.window import available; print(available())"
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=os.environ
    )
    assert done.stdout == "True\n", done.stderr
