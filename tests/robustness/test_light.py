import numpy as np
import pytest

from fer_edge.robustness import light
from tests.robustness.faces import flat, ramp


def test_a_gamma_of_one_changes_nothing_and_black_and_white_stay_under_any():
    assert (light.gamma(ramp(), 1.0) == ramp()).all()
    ends = np.stack([flat(0), flat(255)])
    assert (light.gamma(ends, 2.5) == ends).all()


@pytest.mark.parametrize(("exponent", "shade"), [(0.5, 128), (2.0, 16)])
def test_a_gamma_is_a_power_of_the_shade(exponent, shade):
    assert (light.gamma(flat(64)[None], exponent) == shade).all()


def test_contrast_shrinks_about_each_faces_own_mean():
    faces = np.stack([flat(50), flat(200)])
    faces[:, :24] += 40
    shrunk = light.contrast(faces, 0.5)
    assert shrunk.mean(axis=(1, 2, 3)).tolist() == [70, 220]
    assert np.unique(shrunk[0]).tolist() == [60, 80]
    assert (light.contrast(faces, 1.0) == faces).all()


def test_noise_is_as_strong_as_said_and_differs_between_channels():
    noisy = light.noise(flat(128, channels=3)[None], 15, np.random.default_rng(0)).astype(float)
    assert noisy.std() == pytest.approx(15, abs=0.5) and noisy.mean() == pytest.approx(128, abs=0.5)
    assert abs(np.corrcoef(noisy[..., 0].ravel(), noisy[..., 1].ravel())[0, 1]) < 0.1


def test_noise_stays_between_black_and_white():
    noisy = light.noise(np.stack([flat(0), flat(255)]), 25, np.random.default_rng(0))
    assert noisy[0].min() == 0 and noisy[0].max() < 128 < noisy[1].min() and noisy[1].max() == 255


def test_little_light_is_dark_and_noisier_where_it_is_lighter():
    dim = light.low_light(np.stack([flat(60), flat(180)]), 2.0, 60, np.random.default_rng(0)).astype(float)
    assert dim.mean(axis=(1, 2, 3)) == pytest.approx([60**2 / 255, 180**2 / 255], abs=2)
    assert dim[1].std() > 1.5 * dim[0].std() > 0
