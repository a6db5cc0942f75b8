"""Which part of each batch a process has."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import UsageError  # noqa: E402 - after the skip
from fer_edge.training.distribution.share import ALL, Share, check_batch  # noqa: E402
from fer_edge.training.inputs.batches import Batches  # noqa: E402


def batches(share: Share, count: int = 10, batch: int = 4) -> Batches:
    faces = np.arange(count, dtype=np.uint8).reshape(-1, 1, 1, 1)
    targets = {"expression": np.eye(count, dtype=np.float32)}
    return Batches(faces, np.arange(count) % 2, targets, batch=batch, epochs=10, mixup=0.5, share=share)


def test_the_parts_of_all_processes_are_the_batch_of_one():
    whole, parts = batches(ALL), [batches(Share(process, 2, 4)) for process in range(2)]
    assert len(whole) == len(parts[0]) == 3
    for number in range(3):
        faces, targets = whole[number]
        shown = [part[number] for part in parts]
        assert np.array_equal(np.concatenate([own for own, _ in shown]), faces)
        assert np.array_equal(np.concatenate([own["expression"] for _, own in shown]), targets["expression"])


def test_of_few_faces_all_devices_get_equally_many():
    part = batches(Share(1, 2, 4), count=10, batch=64)
    assert [len(part[number][0]) for number in range(len(part))] == [4, 4]


def test_a_batch_that_cannot_be_shared_evenly_is_refused():
    check_batch(9, 100, Share(devices=3))
    with pytest.raises(UsageError, match=r"--batch 10: 3 devices .* such as 9"):
        check_batch(10, 100, Share(devices=3))
    with pytest.raises(UsageError, match="3 devices, and 2 faces"):
        check_batch(9, 2, Share(devices=3))
