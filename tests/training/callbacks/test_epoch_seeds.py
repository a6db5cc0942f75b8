"""An epoch's random numbers are its own, whatever came before."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.callbacks.epoch_seeds import EpochSeeds  # noqa: E402 - after the skip


@pytest.fixture
def dropped():
    """Draws a mask in an epoch, by a network and the callback that were made once."""
    model = keras.Sequential([keras.Input((100,)), keras.layers.Dropout(0.5, seed=1)])
    seeds = EpochSeeds()
    seeds.set_model(model)

    def draw(epoch: int, times: int = 1) -> np.ndarray:
        seeds.on_epoch_begin(epoch)
        return [np.asarray(model(np.ones((1, 100), np.float32), training=True)) for _ in range(times)][-1]

    return draw


def test_an_epoch_draws_the_same_whatever_was_drawn_before(dropped):
    first = dropped(2)
    dropped(0, times=5)
    assert np.array_equal(dropped(2), first)


def test_epochs_and_steps_draw_different_numbers(dropped):
    drawn = [dropped(0), dropped(0, times=2), dropped(1), dropped(1, times=2)]
    assert len({mask.tobytes() for mask in drawn}) == 4
