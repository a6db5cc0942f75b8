import sys
from types import ModuleType

import numpy as np
import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.live import LiveSettings
from fer_edge.runtime.sources.opening import SourceSettings, open_source
from fer_edge.runtime.sources.picamera import open_csi
from tests.runtime.sources.watching import Watching


class Picamera2:
    """As much of Picamera2 as is used; the pictures are blue: B, G, R in memory for what it calls RGB888."""

    cameras, stalled, started = ({"Num": 0},), False, 0
    configured = None

    @classmethod
    def global_camera_info(cls):
        return cls.cameras

    def __init__(self, number):
        assert number == 0

    def create_video_configuration(self, main, controls):
        return {"main": main, "controls": controls}

    def configure(self, configuration):
        Picamera2.configured = configuration

    def start(self):
        if Picamera2.started:
            raise RuntimeError("Camera in use")
        Picamera2.started += 1

    def capture_array(self, name, wait):
        assert (name, wait) == ("main", False)
        return "job"

    def wait(self, job, timeout):
        if Picamera2.stalled:
            raise TimeoutError
        width, height = Picamera2.configured["main"]["size"]
        image = np.random.default_rng().integers(0, 60, (height, width, 3), np.uint8)
        image[..., 0] += 190
        return image

    def stop(self):
        Picamera2.started -= 1

    def close(self):
        """Nothing is held."""


@pytest.fixture
def fake(monkeypatch):
    module = ModuleType("picamera2")
    module.Picamera2 = Picamera2
    Picamera2.cameras, Picamera2.stalled, Picamera2.started = [{"Num": 0}], False, 0
    monkeypatch.setitem(sys.modules, "picamera2", module)
    return Picamera2


def test_size_and_rate_are_asked_for_and_pictures_are_bgr(fake):
    watching = Watching(open_source(SourceSettings(camera="csi", size=(64, 48), fps=10.0), print))
    watching.more()
    watching.source.close()
    assert fake.configured == {"main": {"size": (64, 48), "format": "RGB888"}, "controls": {"FrameRate": 10.0}}
    assert watching.frames[0].image.shape == (48, 64, 3)
    assert watching.frames[0].image[0, 0, 0] > 128
    assert fake.started == 0


def test_a_stalled_camera_is_let_go_of_and_opened_again(fake):
    told = []
    watching = Watching(open_csi(told.append, settings=LiveSettings(silence=0.3, first_wait=0.1)))
    watching.more()
    fake.stalled = True
    watching.until(lambda: bool(told))
    fake.stalled = False
    watching.more(3)
    watching.source.close()
    assert told[1].startswith("camera csi is back")
    assert fake.started == 0


@pytest.mark.parametrize(("cameras", "started", "says"), [([], 0, "ribbon"), ([{"Num": 0}], 1, "another program")])
def test_no_camera_or_one_in_use_is_missing(fake, cameras, started, says):
    fake.cameras, fake.started = cameras, started
    with pytest.raises(MissingError, match=says):
        open_csi(print)


def test_without_picamera2_the_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(MissingError, match=r"apt install python3-picamera2.*--system-site-packages"):
        open_csi(print)
