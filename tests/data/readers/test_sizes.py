import cv2
import numpy as np
import pytest

from fer_edge.data.readers.sizes import FaceReader, own_side, resize_faces

WIDE = np.zeros((20, 40, 1), np.uint8)
WIDE[:, 10:30] = 200


def test_a_picture_of_the_size_stays_and_the_middle_of_another_is_resized():
    reader = FaceReader(20)
    assert reader.fit(WIDE[:, :20]) is not None and reader.told() == ""
    assert (reader.fit(WIDE) == 200).all()
    assert reader.fit(WIDE[:10, 10:20]).shape == (20, 20, 1)
    assert reader.told() == "2 pictures were brought to 20x20, the middle of 1 that are not square"


def test_where_the_size_is_exact_another_one_is_told_with_the_option():
    assert FaceReader(20, exact=True).fit(WIDE) == "is 40x20 pixels, expected 20x20; --side 20 resizes it"


@pytest.mark.parametrize(
    ("sizes", "side"), [([(64, 64)], 64), ([(64, 64), (32, 32)], 48), ([(64, 60)], 48), ([(129, 129)], 48), ([], 48)]
)
def test_faces_keep_their_size_where_it_is_one_square_and_small(tmp_path, sizes, side):
    paths = [tmp_path / f"{number}.png" for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        cv2.imwrite(str(path), np.zeros(size, np.uint8))
    assert own_side([*paths, tmp_path / "absent.png"]) == side


def test_many_faces_are_resized_alike():
    assert resize_faces(np.full((3, 48, 48, 1), 7, np.uint8), 20).tolist() == np.full((3, 20, 20, 1), 7).tolist()
