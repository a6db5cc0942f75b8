import cv2
import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.stills.copies import PictureCopies
from fer_edge.runtime.types import Face, Frame

IMAGE = np.zeros((240, 320, 3), np.uint8)
FACE = Face(track=1, box=(40, 60, 80, 80), label="a", confidence=0.75, probabilities=np.array([0.75, 0.25]))


def copies(tmp_path, target: str) -> PictureCopies:
    (tmp_path / "in").mkdir(exist_ok=True)
    return PictureCopies(tmp_path / target, tmp_path / "in", ("a", "b"))


def test_each_picture_has_a_copy_with_its_faces_drawn(tmp_path):
    sink = copies(tmp_path, "out")
    for name in ("a.png", "b.jpg", "c.avif"):
        sink.write(Frame(index=0, time=0.0, image=IMAGE, file=name), [FACE])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.png", "b.jpg", "c.avif.png"]
    assert cv2.imread(str(tmp_path / "out" / "a.png"))[100, 40].max() > 100


@pytest.mark.parametrize(("target", "says"), [("in", "the folder of the pictures"), ("out.mp4", "make no video")])
def test_neither_over_the_pictures_nor_as_a_video(tmp_path, target, says):
    with pytest.raises(UsageError, match=says):
        copies(tmp_path, target)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(UsageError, match="is a file"):
        copies(tmp_path, "out")


def test_a_picture_that_is_there_is_kept(tmp_path):
    told: list[str] = []
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").symlink_to(tmp_path / "in" / "a.png")
    sink = PictureCopies(tmp_path / "out", tmp_path / "in", ("a", "b"), told.append)
    for _ in range(2):
        sink.write(Frame(index=0, time=0.0, image=IMAGE, file="a.png"), [])
    assert (tmp_path / "in" / "a.png").read_text() == "precious" and len(told) == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.png", "a-3.png", "a.png"]
