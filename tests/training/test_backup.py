"""A run that an earlier version stopped, or a kill, can go on."""

import json

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")

from fer_edge.training.backup import remove_backup, settle_backup, upgrade_backup  # noqa: E402 - after the skip
from fer_edge.training.folders import BACKUP  # noqa: E402

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
    (tmp_path / BACKUP).mkdir()
    file = tmp_path / BACKUP / "latest.weights.h5"
    with h5py.File(file, "w") as weights:
        weights[f"{LAYERS}/{saved}/vars/0"] = np.arange(3)
    upgrade_backup(tmp_path)
    assert groups(file) == {now}
    with h5py.File(file) as weights:
        assert weights[f"{LAYERS}/{now}/vars/0"][:].tolist() == [0, 1, 2]


def test_a_folder_without_a_backup_stays_without(tmp_path):
    upgrade_backup(tmp_path)
    assert list(tmp_path.iterdir()) == []


def backup_of(folder, epochs: tuple[int, ...], weights: tuple[bytes | None, ...]) -> None:
    """Keras's backup, the last first; weights: None for those that can be read."""
    (folder / BACKUP).mkdir()
    for suffix, epoch, content in zip(("", ".bkp"), epochs, weights, strict=False):
        (folder / BACKUP / f"training_metadata.json{suffix}").write_text(
            json.dumps({"epoch": epoch}) if epoch else '{"ep'
        )
        path = folder / BACKUP / f"latest.weights.h5{suffix}"
        if content is None:
            with h5py.File(path, "w") as file:
                file["of"] = epoch
        else:
            path.write_bytes(content)


@pytest.mark.parametrize(
    ("epochs", "weights", "left"),
    [
        ((2, 1), (None, None), 2),
        ((2, 1), (None, b"cut"), 2),
        ((2, 1), (b"cut", None), 1),
        ((0, 1), (None, None), 1),
        ((1,), (b"", None), None),
        ((0,), (None,), None),
        ((2, 1), (b"", b"cut"), None),
    ],
)
def test_a_backup_that_a_kill_cut_short_is_the_one_before_or_none(tmp_path, epochs, weights, left):
    backup_of(tmp_path, epochs, weights)
    (tmp_path / BACKUP / "part.averaged.weights.h5").write_bytes(b"cut")
    settle_backup(tmp_path)
    upgrade_backup(tmp_path)
    if left is None:
        assert not (tmp_path / BACKUP).exists()
        return
    assert json.loads((tmp_path / BACKUP / "training_metadata.json").read_text()) == {"epoch": left}
    with h5py.File(tmp_path / BACKUP / "latest.weights.h5") as file:
        assert file["of"][()] == left


def test_a_backup_is_removed_and_none_is_no_error(tmp_path):
    backup_of(tmp_path, (1,), (None,))
    remove_backup(tmp_path)
    remove_backup(tmp_path)
    assert list(tmp_path.iterdir()) == []
