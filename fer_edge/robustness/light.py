"""Shifts of light: what exposure, contrast, little light and a sensor's noise do to a face."""

import numpy as np


def gamma(faces: np.ndarray, exponent: float) -> np.ndarray:
    """Shades, as fractions of 255, to the power of `exponent`: below 1 lighter, above 1 darker."""
    shades = np.arange(256) / 255
    darkened: np.ndarray = _shades(255 * shades**exponent)[faces]
    return darkened


def contrast(faces: np.ndarray, factor: float) -> np.ndarray:
    """Distances from each face's mean shade times `factor`: flat light keeps the brightness, as exposure does."""
    mean = faces.mean(axis=(1, 2, 3), keepdims=True)
    return _shades(mean + factor * (faces - mean))


def noise(faces: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Gaussian noise of `sigma` grey levels, of its own in every pixel and channel."""
    return _shades(faces + rng.normal(0, sigma, faces.shape))


def low_light(faces: np.ndarray, exponent: float, electrons: float, rng: np.random.Generator) -> np.ndarray:
    """Darkened by a gamma, with the noise of few photons, which grows with the root of the light.

    electrons: what a white pixel counts.
    """
    counted = rng.poisson(gamma(faces, exponent) / 255 * electrons)
    return _shades(255 * counted / electrons)


def _shades(values: np.ndarray) -> np.ndarray:
    shades: np.ndarray = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return shades
