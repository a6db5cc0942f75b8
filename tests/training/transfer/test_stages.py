"""What learns when."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.networks import TrainingSpec, build  # noqa: E402 - after the skip
from fer_edge.training.transfer.stages import HEAD, LAST, REST, Stage, StagedSGD, freeze, parts, plan  # noqa: E402


def test_what_comes_after_the_last_pooling_is_the_last_part():
    core = build("nano", (32, 32, 1), 3).train_core
    sizes = {part: 0 for part in (HEAD, LAST, REST)}
    for layer in core.layers:
        sizes[parts(core)[layer.name]] += isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
    assert sizes == {HEAD: 1, LAST: 3, REST: 7}


@pytest.mark.parametrize(("unfreeze", "weights"), [("head", 2), ("last", 5), ("all", 12)])
def test_frozen_parts_and_batch_norms_have_nothing_to_learn(unfreeze, weights):
    core = build("nano", (32, 32, 1), 3).train_core
    freeze(core, unfreeze)
    assert len(core.trainable_variables) == weights


def test_a_second_head_learns_from_the_beginning(tiny):
    networks = build("nano", (8, 8, 3), 3, TrainingSpec(vote_columns=4))
    freeze(networks.train_core, "all")
    stages = plan(networks.training_model, networks.train_core, 100)
    assert [stage.begins for stage in stages] == [25, 0, 0, 0, 0] and stages[0].rate < stages[1].rate == 1


def test_a_weight_learns_from_its_step_on_at_its_rate():
    first, later = keras.Variable([1.0]), keras.Variable([1.0])
    optimizer = StagedSGD(1.0, stages=[Stage(0, 1.0), Stage(2, 0.5)])
    moved = []
    for _ in range(3):
        optimizer.apply([keras.ops.ones((1,)), keras.ops.ones((1,))], [first, later])
        moved.append((float(first.numpy()[0]), float(later.numpy()[0])))
    assert np.allclose(moved, [(0, 1), (-1, 1), (-2, 0.5)])
