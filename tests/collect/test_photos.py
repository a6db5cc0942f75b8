import struct

import cv2
import numpy as np
import pytest

from fer_edge.collect.photos import HEIC, NO_FACE, NO_PICTURE, SEVERAL, crop_photos
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import MissingError, UsageError
from tests.collect.pictures import BrightSpots, cutter, photo, save

ONE, TWO, NONE = photo((20, 20, 40)), photo((5, 5, 20), (60, 60, 30)), photo()


def crop(photos, out, detector=None, **settings):
    return crop_photos(photos, out, cutter(detector=detector, **settings), lambda total: lambda done: None)


def files(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_folders_and_splits_are_kept_and_read_without_an_option(tmp_path):
    for split in ("train", "validation"):
        for label in ("happy", "sad"):
            save(ONE, tmp_path / "photos" / split / label / "a.png")
    found = crop(tmp_path / "photos", tmp_path / "out")
    assert found.faces == {f"{split}/{label}": 1 for split in ("train", "validation") for label in ("happy", "sad")}
    faces = load_split(tmp_path / "out", "validation")
    assert faces.classes == ("happy", "sad") and faces.side == 40


def test_flat_photos_become_flat_faces(tmp_path):
    save(ONE, tmp_path / "photos" / "a.jpg")
    found = crop(tmp_path / "photos", tmp_path / "out")
    assert files(tmp_path / "out") == ["a.png"] and found.labels == ()


def test_numbers_that_a_map_explains_stay_numbers(tmp_path):
    for number in range(1, 8):
        for name in "abcd":
            save(ONE, tmp_path / "photos" / str(number) / f"{name}.png")
    crop(tmp_path / "photos", tmp_path / "out", side=48)
    assert load_split(tmp_path / "out", "train", ReadingSettings(classes="raf-db")).classes[0] == "angry"


def test_what_is_left_out_is_named(tmp_path):
    save(NONE, tmp_path / "photos" / "none.png")
    save(TWO, tmp_path / "photos" / "two.png")
    save(ONE, tmp_path / "photos" / "one.png")
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "photos" / "notes.txt").write_text("x")
    (tmp_path / "photos" / "IMG_1.HEIC").write_bytes(b"x")
    (tmp_path / "photos" / ".thumbs.png").write_bytes(b"")
    found = crop(tmp_path / "photos", tmp_path / "out", several="none")
    assert found.left_out == {
        "none.png": NO_FACE,
        "two.png": SEVERAL,
        "broken.jpg": "not a readable image",
        "notes.txt": NO_PICTURE,
        "IMG_1.HEIC": HEIC,
    }
    assert (found.pictures, found.several, files(tmp_path / "out")) == (4, 1, ["one.png"])


def test_all_faces_of_a_photo(tmp_path):
    save(TWO, tmp_path / "photos" / "two.png")
    crop(tmp_path / "photos", tmp_path / "out", several="all")
    sizes = {name: len(cv2.imread(str(tmp_path / "out" / name))) for name in files(tmp_path / "out")}
    assert sizes == {"two.png": 30, "two-face2.png": 20}


def test_names_that_differ_in_their_suffix_or_case_do_not_meet(tmp_path):
    for name in ("a.png", "a.jpg", "A.bmp", "b.png"):
        save(ONE, tmp_path / "photos" / name)
    assert crop(tmp_path / "photos", tmp_path / "out").faces == {"": 4}
    assert files(tmp_path / "out") == ["A-bmp.png", "a-jpg.png", "a-png.png", "b.png"]


def test_what_is_there_stays_and_is_not_looked_at_again(tmp_path):
    save(ONE, tmp_path / "photos" / "a.png")
    save(ONE, tmp_path / "photos" / "b.png")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_bytes(b"mine")
    detector = BrightSpots()
    found = crop(tmp_path / "photos", tmp_path / "out", detector)
    assert (found.already, found.faces, detector.looked) == (1, {"": 1}, 1)
    assert (tmp_path / "out" / "a.png").read_bytes() == b"mine"


def test_a_photo_stands_as_its_camera_was_held(tmp_path):
    image = photo((20, 20, 40))
    image[20:40, 20:60] = 250  # The upper half of the face is white.
    content = cv2.imencode(".jpg", cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE))[1].tobytes()
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x112, 3, 1, 6, 0, 0)
    exif = b"Exif\x00\x00" + tiff
    (tmp_path / "photos").mkdir()
    marked = content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]
    (tmp_path / "photos" / "a.jpg").write_bytes(marked)
    crop(tmp_path / "photos", tmp_path / "out", colour=True)
    face = cv2.imread(str(tmp_path / "out" / "a.png")).astype(int)
    assert face[8, 20].min() > 200 and face[-8, 20, 0] < 100


def test_one_folder_in_the_other_and_no_picture_are_refused(tmp_path):
    save(ONE, tmp_path / "photos" / "a.png")
    for out in (tmp_path / "photos" / "faces", tmp_path / "photos", tmp_path):
        with pytest.raises(UsageError, match="name a folder beside it"):
            crop(tmp_path / "photos", out)
    (tmp_path / "empty").mkdir()
    for nothing in ("empty", "absent"):
        with pytest.raises(MissingError, match="no "):
            crop(tmp_path / nothing, tmp_path / "out")


@pytest.mark.parametrize("divided", ["photos", "out"])
def test_where_only_one_has_splits_faces_would_not_be_read_and_it_is_refused(tmp_path, divided):
    for root in ("photos", "out"):
        for label in ("happy", "sad"):
            save(ONE, tmp_path / root / ("train" if root == divided else "") / label / "a.png")
    before = files(tmp_path / "out")
    with pytest.raises(UsageError, match="would not be read"):
        crop(tmp_path / "photos", tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_photos_are_added_to_faces_of_the_same_kind(tmp_path):
    for label in ("happy", "sad"):
        save(ONE, tmp_path / "photos" / label / "a.png")
        save(ONE, tmp_path / "out" / label / "b.png")
    assert crop(tmp_path / "photos", tmp_path / "out").faces == {"happy": 1, "sad": 1}


def test_a_killed_run_leaves_no_half_face(tmp_path):
    save(ONE, tmp_path / "photos" / "a.png")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".4000000.part.a.png.new").write_bytes(b"half")
    crop(tmp_path / "photos", tmp_path / "out")
    assert files(tmp_path / "out") == ["a.png"]
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / "out" / "a.png")).shape, (40, 40, 3))
