"""The starting system's training: when its callbacks stop a run, and what they take back."""

import pytest

from benchmarks import reproduced
from benchmarks.reproduced import FACTOR, RATE, THEIRS, Epoch, next_rate, outcome, stop


@pytest.mark.parametrize(
    ("losses", "patience", "stopped"),
    [
        ([3, 2, 1], 1, None),
        ([1, 2], 1, (2, 1)),
        ([3, 2, 2, 2, 2], 3, (5, 2)),  # As good is not better.
        ([3, 2, 4, 4, 1, 4, 4], 3, None),
    ],
)
def test_a_run_ends_after_so_many_epochs_without_gain(losses, patience, stopped):
    assert stop(losses, patience) == stopped


def test_their_own_run_ends_where_they_print_it():
    losses = [loss for loss, _ in THEIRS]
    assert stop(losses, 3) == (14, 11) == (len(losses), 1 + losses.index(min(losses)))
    assert outcome(list(THEIRS), 3) == "60.8 % (epoch 11, stopped after 14)"


@pytest.mark.parametrize(
    ("losses", "rate"),
    [
        ([], 1),
        ([2, 1], 1),
        ([1, 2, 2], 1),
        ([1, 2, 2, 2], FACTOR),
        ([1, 0.99996, 0.99995, 0.99994], FACTOR),
        ([1, *[2] * 6], FACTOR**2),
    ],
)
def test_the_rate_falls_in_the_epoch_in_which_the_run_ends(losses, rate):
    assert next_rate(losses) == pytest.approx(RATE * rate)


def test_the_callbacks_here_are_keras_own():
    keras = pytest.importorskip("keras")
    losses = [loss for loss, _ in THEIRS] + [1.09, 1.2, 1.0, 1.1, 1.1, 1.1, 1.1]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(RATE), "mse")
    stopping = keras.callbacks.EarlyStopping("val_loss", patience=3)
    falling = keras.callbacks.ReduceLROnPlateau("val_loss", factor=FACTOR, patience=3, min_delta=reproduced.LEAST)
    for callback in (stopping, falling):
        callback.set_model(model)
        callback.on_train_begin()
    for index, loss in enumerate(losses):
        falling.on_epoch_end(index, {"val_loss": loss})
        assert float(model.optimizer.learning_rate) == pytest.approx(next_rate(losses[: index + 1]))
        if not stopping.stopped_epoch:
            stopping.on_epoch_end(index, {"val_loss": loss})
    assert stop(losses, 3) == (stopping.stopped_epoch + 1, 11)


def test_the_committed_page_is_made_of_the_record():
    assert reproduced.PAGE.read_text() == reproduced.page(reproduced.read())


def test_the_record_comes_back_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(reproduced, "RECORD", tmp_path / "epochs.csv")
    monkeypatch.setattr(reproduced, "PAGE", tmp_path / "epochs.md")
    epochs = [Epoch(0, 1, 1e-3, 1.7, 0.3, 1.8, 0.35), Epoch(1, 1, 1e-3, 1.6, 0.4, 1.7, 0.36)]
    reproduced.write(epochs[::-1])
    assert reproduced.read() == epochs
