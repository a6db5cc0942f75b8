"""The whole mode, from files to faces: what lies beside a picture changes nothing of its answer."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.stills.pipeline import StillPipeline
from fer_edge.runtime.stills.source import open_pictures
from fer_edge.runtime.types import Frame
from tests.conftest import real
from tests.standin import RGB

EDGE = Path(__file__).parents[3] / "models" / "edge" / "model.int8.onnx"


@pytest.fixture(scope="module")
def photos() -> list[np.ndarray]:
    frames = [frame.image for frame in open_files(real("clips/woman_640x360_24fps.mp4"))]
    portrait = cv2.imread(str(real("clips/astronaut_nasa.png")))
    return [*frames[:460:60], portrait, turned(portrait)]


def turned(portrait) -> np.ndarray:
    place = cv2.getRotationMatrix2D((222, 112), -25, 1.0)
    return cv2.warpAffine(portrait, place, portrait.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def answers(pipeline, path) -> dict:
    return {
        frame.file: [(face.box, face.probabilities.tobytes()) for face in pipeline.read(frame)]
        for frame in open_pictures(path)
    }


def test_a_photo_gives_one_answer_alone_in_a_folder_and_in_the_folder_reversed(tmp_path, photos):
    pipeline = StillPipeline(YuNet(real(f"detectors/{YUNET_FILE}")), open_engine(EDGE))
    folders, last = [tmp_path / "a", tmp_path / "b"], len(photos) - 1
    for folder in folders:
        folder.mkdir()
    for at, photo in enumerate(photos):
        cv2.imwrite(str(folders[0] / f"{at}.png"), photo)
        cv2.imwrite(str(folders[1] / f"{last - at}.png"), photo)
    forward, reversed_ = (answers(pipeline, folder) for folder in folders)
    for at in range(len(photos)):
        assert len(forward[f"{at}.png"]) == 1
        assert forward[f"{at}.png"] == reversed_[f"{last - at}.png"]
        assert answers(pipeline, folders[0] / f"{at}.png") == {f"{at}.png": forward[f"{at}.png"]}


def test_a_whole_picture_is_the_crop_itself():
    pipeline = StillPipeline(None, open_engine(RGB))
    image = np.zeros((20, 50, 3), np.uint8)
    image[:, :30] = 0, 255, 0
    image[:, 30:] = 255, 0, 0
    (face,) = pipeline.read(Frame(index=0, time=0.0, image=image, file="a.png"))
    shares = np.exp(8 * np.array([0, 0.6, 0.4]))
    np.testing.assert_allclose(face.probabilities, shares / shares.sum(), atol=0.02)
    assert face.box == (0, 0, 50, 20) and face.label == "green"


def test_faces_are_numbered_within_their_picture_the_largest_first():
    pipeline = StillPipeline(FixedDetector([[2, 2, 10, 10], [20, 5, 20, 20]]), open_engine(RGB))
    for index in range(2):
        faces = pipeline.read(Frame(index=index, time=0.0, image=np.zeros((40, 60, 3), np.uint8)))
        assert [(face.track, face.box) for face in faces] == [(1, (20, 5, 20, 20)), (2, (2, 2, 10, 10))]


class Torn(FixedEngine):
    """Once warm, gives no number for the first face."""

    def predict(self, faces):
        rows = super().predict(faces)
        rows[: len(faces) - 1] = np.nan
        return rows


def test_an_answer_that_is_no_number_is_left_out_and_counted(card):
    pipeline = StillPipeline(FixedDetector([[2, 2, 10, 10], [20, 5, 20, 20]]), Torn(card, np.eye(7)[3]))
    (face,) = pipeline.read(Frame(index=0, time=0.0, image=np.zeros((40, 60, 3), np.uint8)))
    assert (face.box, face.track, pipeline.failed) == ((2, 2, 10, 10), 1, 1)


class Watched(FixedEngine):
    """Keeps what it was asked about last."""

    def predict(self, faces):
        self.faces = faces.astype(int)
        return super().predict(faces)


def test_a_turned_face_is_read_level_unless_asked_not_to_and_its_box_stays(photos, card):
    yunet, engine = YuNet(real(f"detectors/{YUNET_FILE}")), Watched(card, np.eye(7)[3])
    frames = [Frame(index=0, time=0.0, image=photo) for photo in photos[-2:]]

    def seen(frame, level):
        (face,) = StillPipeline(yunet, engine, level).read(frame)
        return face.box, engine.faces

    (_, upright), (box, level), (same, plain) = (
        seen(frames[at], way) for at, way in ((0, True), (1, True), (1, False))
    )
    assert box == same
    assert np.abs(level - upright).mean() < 0.7 * np.abs(plain - upright).mean()
