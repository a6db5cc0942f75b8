import io
import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.data.pictures import TOO_LARGE, natural, read_picture, tell_few

CORNER = np.zeros((40, 60, 3), np.uint8)
CORNER[:12, :12] = 40, 40, 220
TURNED = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0), 5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}
"""Exif orientation, and the corner (row, column) in which an upright reader sees the red one."""


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_picture_stands_as_its_camera_was_held(tmp_path, kind, orientation):
    pillow = pytest.importorskip("PIL.Image")
    exif = pillow.Exif()
    exif[274] = orientation
    path, out = tmp_path / f"a.{kind}", io.BytesIO()
    try:
        pillow.fromarray(CORNER[:, :, ::-1]).save(out, kind, exif=exif if kind == "tiff" else exif.tobytes())
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {kind}")
    path.write_bytes(out.getvalue())
    image = read_picture(path)
    assert image.shape[:2] == ((40, 60) if orientation < 5 else (60, 40))
    red = {corner: int(image[corner][2]) for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1))}
    assert max(red, key=red.get) == TURNED[orientation]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp", ".avif", ".gif", ".jp2", ".tiff", ".ppm", ".ras"])
def test_every_format_is_read(tmp_path, suffix):
    if not cv2.haveImageWriter(f"a{suffix}"):
        pytest.skip(f"OpenCV {cv2.__version__} writes no {suffix}")
    (tmp_path / f"a{suffix}").write_bytes(cv2.imencode(suffix, CORNER)[1].tobytes())
    assert np.abs(read_picture(tmp_path / f"a{suffix}").astype(int) - CORNER).mean() < 8


def test_of_an_animation_the_first_picture_is_read(tmp_path):
    pillow = pytest.importorskip("PIL.Image")
    first, second = (pillow.new("RGB", (32, 24), colour) for colour in ("white", "black"))
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    assert read_picture(tmp_path / "a.gif").min() > 200


@pytest.mark.parametrize(("content", "reason"), [(b"", "not a readable image"), (b"GIF89a", "not a readable image")])
def test_what_is_no_image_has_a_reason(tmp_path, content, reason):
    (tmp_path / "a.gif").write_bytes(content)
    assert read_picture(tmp_path / "a.gif") == reason


def test_neither_an_absent_file_nor_a_pipe_is_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png") == "cannot be read (not a regular file)"
    assert read_picture(tmp_path / "b.png") == "cannot be read (No such file or directory)"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc/self/fd to count descriptors in")
def test_nothing_stays_open(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    before = len(os.listdir("/proc/self/fd"))
    for path in (tmp_path, tmp_path / "pipe.png", tmp_path / "absent.png"):
        assert "cannot be read" in read_picture(path)
    assert len(os.listdir("/proc/self/fd")) == before


def test_names_are_sorted_as_people_count():
    names = ["10.png", "2.png", "b1.png", "a10.png", "a9.png", "1.png"]
    assert sorted(names, key=natural) == ["1.png", "2.png", "10.png", "a9.png", "a10.png", "b1.png"]


def test_of_many_reasons_the_first_are_told():
    assert tell_few(["a", "b"]) == "a; b" and tell_few([*"abcde"]) == "a; b; c; and 2 more"


def test_a_picture_that_claims_too_many_pixels_is_not_unpacked(tmp_path):
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(30_001)))
    (tmp_path / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b""))
    assert read_picture(tmp_path / "large.png") == TOO_LARGE
