"""What a file made elsewhere says of itself, and what it does not."""

import pytest

from fer_edge.errors import MissingError, ModelError, UsageError
from fer_edge.export.adoption.original import open_original
from fer_edge.export.adoption.scaling import Scaling
from tests.export.adoption.toys import SIDE, shades, write_shades

CENTRED = Scaling((127.5,), (127.5,))


@pytest.mark.parametrize("first", [True, False])
def test_layout_and_size_are_read(tmp_path, first):
    found = open_original(write_shades(tmp_path / "a.onnx", first=first), "auto")
    assert (found.side, found.channels, found.first, found.classes, found.single) == (SIDE, 1, first, 3, False)


def test_a_file_of_one_face_at_a_time_reads_many(tmp_path):
    found = open_original(write_shades(tmp_path / "a.onnx", batch=1), "auto")
    faces = shades(4)
    assert found.single
    assert (found.values(faces.faces, CENTRED).argmax(axis=1) == faces.labels).all()


def test_what_cannot_be_told_has_to_be_said(tmp_path):
    path = write_shades(tmp_path / "a.onnx", channels=3, sides=(3, 3), first=False)
    with pytest.raises(UsageError, match=r"3x3x3.*--layout nhwc or nchw"):
        open_original(path, "auto")
    assert open_original(path, "nhwc").first is False


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ({"channels": 2}, "2 channels: expected 1"),
        ({"sides": (12, 9)}, "12x9: expected a fixed square"),
        ({"sides": ("height", "width")}, "heightxwidth: expected a fixed square"),
    ],
)
def test_what_is_no_square_face_is_refused(tmp_path, kind, words):
    with pytest.raises(ModelError, match=words):
        open_original(write_shades(tmp_path / "a.onnx", **kind), "nchw")


def test_no_file_another_file_and_rubbish_are_told_apart(tmp_path):
    with pytest.raises(MissingError, match="no file at"):
        open_original(tmp_path / "a.onnx", "auto")
    (tmp_path / "a.pt").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"expected a .onnx or .tflite"):
        open_original(tmp_path / "a.pt", "auto")
    for suffix in ("onnx", "tflite"):
        (tmp_path / f"a.{suffix}").write_bytes(b"rubbish")
        with pytest.raises(ModelError, match="can load"):
            open_original(tmp_path / f"a.{suffix}", "auto")
