import struct
import zlib

import cv2
import numpy as np
import pytest

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.sources.files import open_files

IMAGE = np.zeros((24, 32, 3), np.uint8)


def folder(tmp_path, *names):
    for name in names:
        cv2.imwrite(str(tmp_path / name), IMAGE)
    return tmp_path


def test_a_folder_gives_its_pictures_in_natural_order_with_their_names(tmp_path):
    source = open_files(folder(tmp_path, "10.png", "2.png", "1.JPG", "3.tiff"))
    assert [(frame.index, frame.file) for frame in source] == [*enumerate(["1.JPG", "2.png", "3.tiff", "10.png"])]


def test_a_damaged_one_shifts_no_name_and_is_counted_and_told(tmp_path):
    told = []
    (folder(tmp_path, "a.png", "c.png") / "b.png").write_bytes(b"broken")
    source = open_files(tmp_path, told.append)
    assert [frame.file for frame in source] == ["a.png", "c.png"]
    assert source.counts.failed == 1 and told == ["1 of 3 pictures were not read: b.png not a readable image"]


def test_what_is_no_picture_is_told_and_what_is_hidden_is_not(tmp_path):
    told = []
    for name in ("notes.txt", ".DS_Store"):
        (folder(tmp_path, "a.png") / name).touch()
    (tmp_path / "b.png").mkdir()
    source = open_files(tmp_path, told.append)
    assert len([*source]) == 1 and source.counts.failed == 0
    assert told == [f"{tmp_path}: 2 left out that are no pictures: b.png/; notes.txt"]


def test_a_folder_of_pictures_alone_tells_nothing(tmp_path):
    told = []
    assert len([*open_files(folder(tmp_path, "a.png"), told.append)]) == 1 and not told


def test_a_picture_that_cannot_be_read_counts_as_failed(tmp_path):
    source = open_files(folder(tmp_path, "a.png", "b.png"))
    (tmp_path / "b.png").unlink()
    assert (len([*source]), source.counts.failed) == (1, 1)


def test_one_of_too_many_pixels_counts_as_failed(tmp_path):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    ]
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    source = open_files(folder(tmp_path, "b.png"))
    assert (len([*source]), source.counts.failed) == (1, 1)


def test_where_none_can_be_read_the_first_reason_is_told(tmp_path):
    (tmp_path / "a.png").write_bytes(b"broken")
    with pytest.raises(FerEdgeError, match=r"no image .*\(a\.png not a readable image\)"):
        list(open_files(tmp_path))


def test_a_folder_without_pictures_says_what_it_has(tmp_path):
    (tmp_path / "sub").mkdir()
    with pytest.raises(MissingError, match=r"no images in .*; it has sub/"):
        open_files(tmp_path)
