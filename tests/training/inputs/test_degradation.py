"""What cameras do to faces: each kind by its chance, as OpenCV does it, and the same again for the same seed."""

import cv2
import numpy as np
import pytest

pytest.importorskip("keras")

from keras import ops

from fer_edge.errors import UsageError
from fer_edge.training.inputs import jpeg, optics
from fer_edge.training.inputs.amounts import DEFAULTS, Amount, amounts
from fer_edge.training.inputs.degradation import Degrade

SIDE = 48


def smooth_faces(count: int = 64, channels: int = 1, side: int = SIDE) -> np.ndarray:
    """Blurred noise: like a picture, without edges of the pixels' own."""
    noise = np.random.default_rng(0).normal(128, 400, (count, side, side)).astype(np.float32)
    faces = np.stack([cv2.GaussianBlur(face, (0, 0), 2) for face in noise])[..., None]
    return np.repeat(np.clip(faces, 0, 255).astype(np.uint8), channels, axis=-1)


FACES = smooth_faces()


def degraded(faces: np.ndarray, seed: int = 0, **kinds: Amount) -> np.ndarray:
    return np.asarray(Degrade(kinds, seed=seed)(faces, training=True))


def test_outside_training_faces_stay_as_they_are():
    assert np.array_equal(np.asarray(Degrade()(FACES)), FACES)


@pytest.mark.parametrize("kind", DEFAULTS)
@pytest.mark.parametrize(("channels", "side"), [(1, 48), (3, 44)])
def test_a_kind_comes_to_the_share_of_faces_that_its_chance_says(kind, channels, side):
    faces = smooth_faces(200, channels, side)
    changed = degraded(faces, **{kind: Amount(0.4)})
    assert (changed.dtype, changed.shape) == (faces.dtype, faces.shape)
    assert 50 < (changed != faces).any(axis=(1, 2, 3)).sum() < 110
    assert np.array_equal(degraded(faces, **{kind: Amount(0.0)}), faces)


@pytest.mark.parametrize("kind", [kind for kind in DEFAULTS if kind != "cover"])
def test_strength_says_how_much(kind):
    little, much = (
        np.abs(degraded(FACES, **{kind: Amount(1.0, strength)}).astype(float) - FACES).mean() for strength in (0.3, 1.2)
    )
    assert 0 < little < much


def test_the_same_seed_degrades_alike_and_another_does_not():
    assert np.array_equal(degraded(FACES, 1, **DEFAULTS), degraded(FACES, 1, **DEFAULTS))
    assert not np.array_equal(degraded(FACES, 1, **DEFAULTS), degraded(FACES, 2, **DEFAULTS))


def test_about_half_of_the_faces_stay_as_they_are():
    same = (degraded(smooth_faces(400), **DEFAULTS) == smooth_faces(400)).all(axis=(1, 2, 3)).mean()
    assert 0.35 < same < 0.65


@pytest.mark.parametrize("quality", [10, 20, 60])
def test_jpeg_loses_what_that_of_opencv_loses(quality):
    told = np.asarray(jpeg.compress(ops.convert_to_tensor(FACES.astype(np.float32)), ops.full((1, 1, 1, 1), quality)))
    encoded = [cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])[1] for face in FACES]
    theirs = np.stack([cv2.imdecode(face, cv2.IMREAD_GRAYSCALE) for face in encoded])[..., None].astype(float)
    lost = np.abs(theirs - FACES).mean()
    assert np.abs(np.clip(told, 0, 255) - theirs).mean() < 0.3 * lost + 0.3


def by_matrix(matrix: np.ndarray, face: np.ndarray) -> np.ndarray:
    """A face [side, side] whose rows and columns one matrix mixes."""
    tensor = ops.convert_to_tensor(np.asarray(matrix, "float32")[None])
    return np.asarray(optics.apply(tensor, tensor, ops.convert_to_tensor(face[None, ..., None].astype(np.float32))))[
        0, ..., 0
    ]


def test_blur_is_that_of_opencv_away_from_the_border():
    matrix = np.asarray(optics.gaussian(ops.full((1, 1, 1), 1.5), SIDE))[0]
    face = FACES[0, ..., 0].astype(np.float32)
    theirs = cv2.GaussianBlur(face, (0, 0), 1.5)
    assert by_matrix(matrix, face)[8:-8, 8:-8] == pytest.approx(theirs[8:-8, 8:-8], abs=0.5)


def test_fewer_pixels_are_those_of_opencv():
    face = FACES[0, ..., 0].astype(np.float32)
    smaller = np.linspace(optics.LARGEST, optics.SMALLEST, optics.SIZES) * SIDE
    for matrix, size in zip(optics.resamplings(SIDE)[1:], np.round(smaller).astype(int), strict=True):
        small = cv2.resize(face, (size, size), interpolation=cv2.INTER_AREA)
        theirs = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        assert by_matrix(matrix, face) == pytest.approx(theirs, abs=0.5)


def test_motion_smears_one_axis_alone():
    faces = np.zeros((60, SIDE, SIDE, 1), np.uint8)
    faces[:, SIDE // 2, SIDE // 2] = 255
    smeared = degraded(faces, motion=Amount(1.0)) > 0
    rows, columns = (smeared.any(axis=axis).sum(axis=(1, 2)) for axis in (2, 1))
    assert ((rows == 1) | (columns == 1)).all() and (rows > 2).any() and (columns > 2).any()


def test_one_number_scales_every_chance_and_a_wish_replaces_one():
    chosen = amounts(0.5, ("blur=0.3:1.5", "jpeg=0"))
    assert chosen["noise"] == Amount(DEFAULTS["noise"].chance / 2)
    assert (chosen["blur"], chosen["jpeg"]) == (Amount(0.3, 1.5), Amount(0.0))


@pytest.mark.parametrize("wish", ["fog=0.1", "blur", "blur=", "blur=2", "blur=0.1:0", "blur=0.1:9", "blur=nan", "=0.1"])
def test_a_wish_that_cannot_be_read_is_refused_with_the_kinds(wish):
    with pytest.raises(UsageError, match=r"--degrade-kind .*cover, gamma"):
        amounts(1.0, (wish,))
