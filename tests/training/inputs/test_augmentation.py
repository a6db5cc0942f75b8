"""Random views of faces: none outside training, and every face its own in it."""

import numpy as np
import pytest

pytest.importorskip("keras")

from fer_edge.training.inputs.augmentation import Augment

FACES = np.random.default_rng(0).integers(0, 255, (4, 24, 24, 1), np.uint8)


def views(faces: np.ndarray, **options) -> np.ndarray:
    return np.asarray(Augment(**options)(faces, training=True))


def test_outside_training_faces_stay_as_they_are():
    assert np.array_equal(np.asarray(Augment(seed=0)(FACES)), FACES)


@pytest.mark.parametrize("channels", [1, 3])
def test_every_face_is_changed(channels):
    faces = np.repeat(FACES, channels, axis=3)
    changed = views(faces)
    assert (changed.dtype, changed.shape) == (faces.dtype, faces.shape)
    assert all(np.any(a != b) for a, b in zip(changed, faces, strict=True))


def test_the_same_seed_draws_the_same_views_and_another_does_not():
    assert np.array_equal(views(FACES, seed=1), views(FACES, seed=1))
    assert not np.array_equal(views(FACES, seed=1), views(FACES, seed=2))


def test_half_the_faces_are_mirrored_when_nothing_else_is_changed():
    many = np.repeat(FACES[:1], 200, axis=0)
    changed = views(many, strength=0, erase=0, seed=0)
    mirrored = (changed == many[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (mirrored | (changed == many).all(axis=(1, 2, 3))).all()
    assert 70 < mirrored.sum() < 130


def test_a_share_of_faces_is_turned_whatever_the_strength():
    many = np.repeat(FACES[:1], 200, axis=0)
    kept = views(many, strength=0, turned=0.3, seed=0)
    straight = [(kept == face).all(axis=(1, 2, 3)) for face in (many, many[:, :, ::-1])]
    assert 35 < (~(straight[0] | straight[1])).sum() < 85


def test_the_strength_can_be_eased_while_training():
    augment, many = Augment(strength=1.0, erase=1.0, eased=True, seed=0), np.full((50, 24, 24, 1), 128, np.uint8)
    strong = np.asarray(augment(many, training=True)) != 128
    augment.ease(0.0)
    assert strong.any(axis=(1, 2, 3)).all() and not (np.asarray(augment(many, training=True)) != 128).any()


def test_a_rectangle_is_painted_over_by_its_chance():
    grey = np.full((200, 24, 24, 1), 128, np.uint8)
    erased = (views(grey, rotation=0, shift=0, scale=0, light=0, erase=0.3, seed=0) != 128).any(axis=(1, 2, 3))
    assert 35 < erased.sum() < 85
