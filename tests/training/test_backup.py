"""A run that an earlier version stopped can go on."""

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")

from fer_edge.training.backup import FOLDER, upgrade_backup  # noqa: E402 - after the skip

LAYERS = "layers/functional/layers"


def groups(file) -> set[str]:
    """The names of the layers in a weights file."""
    with h5py.File(file) as weights:
        return set(weights[LAYERS])


@pytest.mark.parametrize(
    ("saved", "now"),
    [
        ("mirrored_batch_normalization", "flip_equivariant_batch_normalization"),
        ("rounded_conv2d_12", "fake_quant_conv2d_12"),
        ("flip_equivariant_batch_normalization_3", "flip_equivariant_batch_normalization_3"),
        ("conv2d", "conv2d"),
    ],
)
def test_layers_have_the_names_of_today(tmp_path, saved, now):
    (tmp_path / FOLDER).mkdir()
    file = tmp_path / FOLDER / "latest.weights.h5"
    with h5py.File(file, "w") as weights:
        weights[f"{LAYERS}/{saved}/vars/0"] = np.arange(3)
    upgrade_backup(tmp_path)
    assert groups(file) == {now}
    with h5py.File(file) as weights:
        assert weights[f"{LAYERS}/{now}/vars/0"][:].tolist() == [0, 1, 2]


def test_a_folder_without_a_backup_stays_without(tmp_path):
    upgrade_backup(tmp_path)
    assert list(tmp_path.iterdir()) == []
