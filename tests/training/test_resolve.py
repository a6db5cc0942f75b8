"""What a run was asked for becomes what it does."""

from dataclasses import replace

import pytest

pytest.importorskip("keras")

from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError, UsageError
from fer_edge.training.backend import Backend
from fer_edge.training.resolve import check_teachers, choose_precision, resolve
from fer_edge.training.settings import TrainSettings

TENSORFLOW = Backend("tensorflow", False)


@pytest.fixture
def model(tmp_path, card: ModelCard):
    """Makes a folder with a model.keras that was trained so, and returns the file's path."""

    def make(name: str, **trained) -> str:
        folder = tmp_path / name
        folder.mkdir()
        write_card(replace(card, trained=trained), folder)
        (folder / "model.keras").touch()
        return str(folder / "model.keras")

    return make


def test_settled_settings_stay_as_they_are():
    settled = resolve(TrainSettings(epochs=5), TENSORFLOW)
    assert (settled.warmup, settled.flip_equivariant) == (1.0, True)
    assert resolve(settled, Backend("jax", True)) == settled


@pytest.mark.parametrize(("epochs", "warmup"), [(60, 2.0), (3, 0.6)])
def test_a_short_run_warms_up_for_a_fifth(epochs, warmup):
    assert resolve(TrainSettings(epochs=epochs), TENSORFLOW).warmup == pytest.approx(warmup)


@pytest.mark.parametrize("key", ["flip_equivariant", "mirrored"])
def test_a_network_is_flip_equivariant_unless_it_begins_with_one_that_is_not(model, key):
    tied, other = model("tied", **{key: True}), model("other", **{key: False})
    begun = [resolve(TrainSettings(init=init), TENSORFLOW) for init in ((), (tied,), (tied, other))]
    assert [settings.flip_equivariant for settings in begun] == [True, True, False]
    assert resolve(TrainSettings(init=(other,), flip_equivariant=True), TENSORFLOW).flip_equivariant


def test_the_baseline_is_as_its_authors_had_it():
    settings = resolve(TrainSettings(arch="seed", augment=1.0), TENSORFLOW)
    assert (settings.arch, settings.augment, settings.flip_equivariant) == ("baseline", 0.0, False)
    with pytest.raises(UsageError, match="no pairs"):
        resolve(TrainSettings(arch="baseline", flip_equivariant=True), TENSORFLOW)


def test_a_teacher_has_the_labels_and_the_faces_of_the_data(model):
    faces = draw_split("test", per_class=1)
    check_teachers((model("alike"), "no/card/model.keras"), faces)
    with pytest.raises(UsageError, match=r"--teacher test knows angry, .*; the data has cat, "):
        check_teachers((model("other"),), replace(faces, classes=("cat", *faces.classes[1:])))
    with pytest.raises(UsageError, match="takes faces 48x48x1, the data has 24x24x1: add --side 48 --no-colour"):
        check_teachers((model("larger"),), replace(faces, faces=faces.faces[:, ::2, ::2]))


@pytest.mark.parametrize("option", ["init", "teachers"])
def test_a_model_that_is_not_there_is_missing(tmp_path, option):
    with pytest.raises(MissingError, match="no such file"):
        resolve(TrainSettings(**{option: (str(tmp_path / "no.keras"),)}), TENSORFLOW)


@pytest.mark.parametrize(
    ("flags", "backend", "precision"),
    [
        ("amx_bf16", TENSORFLOW, "bfloat16"),
        ("avx2", TENSORFLOW, "float32"),
        ("amx_bf16", Backend("jax", False), "float32"),  # It would never end.
        ("avx2", Backend("jax", True), "bfloat16"),
    ],
)
def test_auto_is_the_precision_that_is_multiplied_fastest(tmp_path, flags, backend, precision):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"flags : fpu {flags}\n")
    assert choose_precision("auto", backend, cpuinfo) == precision
    assert choose_precision("bfloat16", backend, cpuinfo) == "bfloat16"


def test_a_run_takes_the_architecture_of_the_model_it_begins_with(model):
    tied = model("tied", flip_equivariant=False)
    settings = resolve(TrainSettings(begin_from=tied, arch="baseline"), TENSORFLOW)
    assert (settings.arch, settings.begin_from, settings.flip_equivariant) == ("edge", tied, False)
    with pytest.raises(UsageError, match="--from and --init exclude"):
        resolve(TrainSettings(begin_from=tied, init=(tied,)), TENSORFLOW)
