"""The averaged weights: what they follow, how fast, and what a resumed run finds of them."""

from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.callbacks.averaging import EVERY, WeightEMA, compile_update  # noqa: E402 - after the skip


def two_weights(value: float = 0.0) -> keras.Model:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.full((1, 1), value), np.full(1, 10 * value)])
    return model


def averaged(decay: float, backup: Path, steps: int = 3 * EVERY, epoch: int = 0) -> WeightEMA:
    """The callback in an epoch of so many steps, whose network is at 1 and 10 after it had begun at 0."""
    train_core = two_weights()
    average = WeightEMA(two_weights(), train_core, decay, backup)
    average.set_params({"steps": steps})
    average.on_train_begin()
    average.on_epoch_begin(epoch)
    train_core.set_weights(two_weights(1.0).get_weights())
    return average


def run(average: WeightEMA, steps: int) -> list[float]:
    for step in range(steps):
        average.on_train_batch_end(step)
    return [float(weights.ravel()[0]) for weights in average.inference_model.get_weights()]


def test_an_update_moves_every_weight_by_its_share():
    means, values = two_weights(1.0), two_weights(2.0)
    compile_update(means.weights, values.weights)(0.25)
    assert [float(weights.ravel()[0]) for weights in means.get_weights()] == pytest.approx([1.25, 12.5])
    assert values.get_weights()[1] == 20


def test_each_update_has_a_share_of_its_own():
    means, values = two_weights(0.0), two_weights(1.0)
    update = compile_update(means.weights, values.weights)
    update(0.5)
    update(0.1)
    assert means.get_weights()[0] == pytest.approx(0.55)


def test_the_beginning_is_forgotten_sooner_than_the_decay_says(tmp_path):
    first = EVERY / (10 * EVERY + EVERY)
    assert run(averaged(0.999, tmp_path), EVERY) == pytest.approx([1 - first, 10 * (1 - first)])


def test_later_the_decay_of_so_many_steps_counts(tmp_path):
    later = averaged(0.9, tmp_path, steps=1000, epoch=3)
    assert run(later, EVERY)[0] == pytest.approx(1 - 0.9**EVERY)


def test_between_two_updates_nothing_moves(tmp_path):
    assert run(averaged(0.9, tmp_path), EVERY - 1) == [0, 0]


def test_an_epoch_ends_with_an_update_of_its_last_few_steps(tmp_path):
    short = averaged(0.9, tmp_path, steps=3, epoch=1000)
    assert run(short, 3)[0] == pytest.approx(1 - 0.9**3)


def test_a_resumed_run_finds_its_average(tmp_path):
    stopped = averaged(0.9, tmp_path)
    last = run(stopped, 3 * EVERY)
    stopped.on_epoch_end(0)
    assert run(averaged(0.9, tmp_path, epoch=1), 0) == last != run(averaged(0.9, tmp_path / "other"), 0)


def test_without_an_average_an_epoch_ends_with_a_copy(tmp_path):
    copied = averaged(0.0, tmp_path)
    assert run(copied, 2 * EVERY) == [0, 0]
    copied.on_epoch_end(0)
    assert run(copied, 0) == [1, 10]
