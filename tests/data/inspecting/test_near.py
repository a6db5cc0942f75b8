import cv2
import numpy as np
import pytest

from fer_edge.data.inspecting import near
from fer_edge.data.inspecting.near import RADIUS, find_near, near_values
from fer_edge.data.inspecting.records import THUMB, difference_hash
from fer_edge.data.synthetic import draw_split


def prints(faces: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    hashes = np.frombuffer(b"".join(map(difference_hash, faces)), np.uint64)
    return hashes, np.stack([cv2.resize(face, (THUMB, THUMB), interpolation=cv2.INTER_AREA).ravel() for face in faces])


def changed(face: np.ndarray) -> dict[str, np.ndarray]:
    noise = np.random.default_rng(1).integers(-6, 7, face.shape)
    return {
        "noise": np.clip(face + noise, 0, 255).astype(np.uint8),
        "light": np.clip(face * 0.7 + 40, 0, 255).astype(np.uint8),
        "jpeg": cv2.imdecode(cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_GRAYSCALE),
    }


@pytest.mark.parametrize("change", ["noise", "light", "jpeg"])
def test_a_photograph_that_was_changed_a_little_is_found(change):
    faces = [cv2.GaussianBlur(face[..., 0], (0, 0), 1) for face in draw_split("train", 3).faces]
    pairs = find_near(*prints([*faces, changed(faces[4])[change]]))
    assert pairs.tolist() == [[4, len(faces)]]


def test_hashes_alone_make_no_pair():
    faces = draw_split("train", 1).faces[..., 0]
    hashes, thumbs = prints(list(faces))
    assert len(find_near(np.full_like(hashes, hashes[0]), thumbs)) == 0


def test_pictures_alone_make_no_pair():
    face = draw_split("train", 1).faces[0, ..., 0]
    hashes, thumbs = prints([face, face])
    assert find_near(hashes, thumbs).tolist() == [[0, 1]]
    assert len(find_near(hashes ^ np.array([0, 0xFF], np.uint64), thumbs)) == 0


@pytest.mark.parametrize("chunk", [near.CHUNK, 50])
def test_all_hashes_within_the_radius_are_found_once_and_no_other(monkeypatch, chunk):
    monkeypatch.setattr(near, "CHUNK", chunk)
    random = np.random.default_rng(0)
    bits = random.integers(0, 2, (60, 64), np.uint8)
    flips = [bits[i] ^ (random.permutation(64) < i % 11).astype(np.uint8) for i in range(60)]
    values = np.unique(np.packbits(np.concatenate([bits, flips]), axis=1).view(np.uint64)[:, 0])
    distances = np.array([[bin(int(a) ^ int(b)).count("1") for b in values] for a in values])
    expected = {(a, b) for a, b in zip(*np.nonzero(distances <= RADIUS), strict=True) if a < b}
    found = [tuple(sorted(pair)) for one, other in near_values(values) for pair in zip(one, other, strict=True)]
    assert len(expected) > 30 and set(found) == expected and len(found) == len(expected)


def test_bits_are_counted_alike_with_an_older_numpy(monkeypatch):
    values = np.array([0, 1, 2**64 - 1, 0x8000_0000_0000_0001], np.uint64)
    assert near._differing(values).tolist() == [0, 1, 64, 2]
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert near._differing(values).tolist() == [0, 1, 64, 2]


def test_a_thousand_equal_hashes_take_no_million_comparisons():
    faces = draw_split("train", 1).faces[..., 0]
    hashes, thumbs = prints([faces[0]] * 1000)
    assert len(find_near(hashes, thumbs)) < 1000 * near.NEXT


def test_nothing_and_one_have_no_pair():
    none = np.zeros(0, np.uint64), np.zeros((0, THUMB * THUMB), np.uint8)
    assert find_near(*none).shape == (0, 2)
    assert find_near(*prints([draw_split("train", 1).faces[0, ..., 0]])).shape == (0, 2)
