import numpy as np
import pytest

from fer_edge.deploy.trial.clip import PORTRAIT, SIZE, VIEWS, PortraitClip
from fer_edge.deploy.trial.trial import Trial, TrialSettings, check_trial, try_loop
from fer_edge.errors import GateError
from fer_edge.runtime.detection.haar import Haar
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.settings import DetectorSettings, ModelSettings
from tests.conftest import real
from tests.standin import GREY

TRIED = Trial(
    seconds=1.0, frames=10, frames_with_face=10, fps=10.0, labels={}, model="model.onnx", detector="haar", threads=1
)


class Ticks:
    """A clock of which each look takes a second."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_the_clip_ends_when_its_time_is_over_and_its_frames_are_of_one_size():
    frames = list(PortraitClip(5, Ticks()))
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert {frame.image.shape for frame in frames} == {(SIZE[1], SIZE[0], 3)}


def test_the_clip_moves():
    first, second = list(PortraitClip(3, Ticks()))
    assert np.abs(first.image.astype(int) - second.image).mean() > 0.5


def test_the_picture_is_small():
    assert PORTRAIT.stat().st_size < 20_000


@pytest.mark.parametrize("detector", ["haar", "yunet"])
def test_both_detectors_find_the_one_face_in_every_view(detector):
    finder = Haar() if detector == "haar" else YuNet(real(f"detectors/{YUNET_FILE}"))
    views = list(PortraitClip(VIEWS + 1, Ticks()))[::6]
    assert [len(finder.detect(frame.image)) for frame in views] == [1] * len(views)


def test_the_loop_is_tried_with_what_run_is_given():
    settings = TrialSettings(model=ModelSettings(model=str(GREY)), detector=DetectorSettings(detector="haar"))
    trial = try_loop(0.5, settings)
    assert trial.model == GREY.name and trial.detector == "haar"
    assert trial.frames and sum(trial.labels.values()) == trial.frames_with_face
    check_trial(trial)


@pytest.mark.parametrize("changed", [{"frames_with_face": 4}, {"frames": 0, "frames_with_face": 0}])
def test_a_loop_without_the_face_or_without_frames_is_refused(changed):
    with pytest.raises(GateError, match=r"face|no frame"):
        check_trial(Trial(**TRIED.as_record() | changed))
