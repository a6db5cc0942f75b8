"""TeacherEnsemble and averaged weights, on a network of a few weights; and a killed run that is resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.artifact.card import ModelCard, write_card  # noqa: E402
from fer_edge.data.labels import LABELS  # noqa: E402
from fer_edge.data.synthetic import draw_split  # noqa: E402
from fer_edge.errors import MissingError, UsageError  # noqa: E402 - after the skip
from fer_edge.training import backend  # noqa: E402 - after the skip
from fer_edge.training import fit as training_fit  # noqa: E402
from fer_edge.training import runs as job  # noqa: E402
from fer_edge.training.callbacks.averaging import EVERY, WeightEMA  # noqa: E402 - after the skip
from fer_edge.training.distillation import DistillationLoss, TeacherEnsemble  # noqa: E402
from fer_edge.training.fit import begin_with, training_spec  # noqa: E402
from fer_edge.training.history import append_epoch  # noqa: E402
from fer_edge.training.networks import TrainingSpec, build  # noqa: E402
from fer_edge.training.settings import TrainSettings  # noqa: E402

COMMAND = Path(sys.executable).parent / "fer-edge"


def probabilities(rows: int = 6) -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.ones(7), rows).astype(np.float32)


def test_a_teacher_of_the_same_opinion_adds_nothing_to_the_loss():
    layer, answers = DistillationLoss(temperature=2.0, weight=0.7), probabilities()
    layer([answers, answers])
    assert float(layer.losses[0]) == pytest.approx(0, abs=1e-6)


def test_the_teaching_loss_is_the_softened_divergence():
    layer, student = DistillationLoss(temperature=2.0, weight=0.5), probabilities()
    teacher = student[::-1].copy()
    layer([student, teacher])
    soft = [np.sqrt(p) / np.sqrt(p).sum(axis=1, keepdims=True) for p in (student, teacher)]
    expected = 0.5 * 4 * (soft[1] * np.log(soft[1] / soft[0])).sum(axis=1).mean()
    assert float(layer.losses[0]) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_each_teacher_answers_its_share_of_a_batch_and_sees_every_other_face_mirrored(count):
    faces, teachers = keras.Input((1, 2, 1)), []
    for number in range(3):
        left = keras.layers.Dense(1, use_bias=False)(keras.layers.Flatten()(faces))
        teacher = keras.Model(faces, left)
        teacher.set_weights([np.array([[number + 1.0], [0.0]])])
        teachers.append(teacher)
    one_and_ten = np.tile(np.float32([1, 10]).reshape(1, 1, 2, 1), (count, 1, 1, 1))
    answers = keras.Model(faces, TeacherEnsemble(teachers)(faces)).predict(one_and_ten, verbose=0)
    by_count = {1: [3], 2: [2, 30], 7: [1, 10, 2, 20, 3, 30, 3]}
    assert answers[:, 0].tolist() == by_count[count]


def test_what_a_run_that_failed_at_once_left_takes_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(job, "MODELS", tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".run.json").touch()
    assert job.new_folder("mine", "edge") == tmp_path / "mine"
    (tmp_path / "mine" / "model.keras").touch()
    with pytest.raises(UsageError, match="taken"):
        job.new_folder("mine", "edge")


@pytest.mark.parametrize("left", [(), ("history.csv",), ("history.csv", "model.keras"), ("model.part.keras",)])
def test_a_run_that_was_killed_before_its_first_backup_begins_anew(tmp_path, monkeypatch, left):
    monkeypatch.setattr(job, "MODELS", tmp_path)
    (tmp_path / "mine").mkdir()
    for name in (".run.json", *left):
        (tmp_path / "mine" / name).touch()
    assert job._stopped_run(None) == job._stopped_run("mine") == tmp_path / "mine"
    if left:
        with pytest.raises(UsageError, match=r"or --resume --name mine"):
            job.new_folder("mine", "edge")
    (tmp_path / "mine" / "card.json").touch()
    with pytest.raises(MissingError, match="nothing to --resume"):
        job._stopped_run("mine")
    with pytest.raises(UsageError, match=r"another --name$"):
        job.new_folder("mine", "edge")


def test_what_a_dead_process_was_writing_takes_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(job, "MODELS", tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(30)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / f".{dead.pid}.part..run.json").touch()
    assert job.new_folder("mine", "edge") == tmp_path / "mine" and not list((tmp_path / "mine").iterdir())


def one_weight() -> keras.Model:
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


def test_a_run_begins_with_the_mean_of_several_models(tmp_path):
    paths = []
    for value in (1.0, 2.0, 6.0):
        paths.append(str(tmp_path / f"{value}.keras"))
        model = one_weight()
        model.set_weights([np.full((1, 1), value), np.zeros(1)])
        model.save(paths[-1])
    train_core = one_weight()
    begin_with(train_core, tuple(paths))
    assert train_core.get_weights()[0] == pytest.approx(3.0)
    with pytest.raises(UsageError, match="--init"):
        begin_with(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]), tuple(paths))


def test_a_mirrored_run_begins_with_mirrored_models_alone(tmp_path):
    tied, other = (build("nano", (48, 48, 1), 7, TrainingSpec(flip_equivariant=mirrored)) for mirrored in (True, False))
    for name, networks in (("tied", tied), ("other", other)):
        networks.inference_model.set_weights(networks.train_core.get_weights())
        networks.inference_model.save(tmp_path / f"{name}.keras")
    begin_with(tied.train_core, (str(tmp_path / "tied.keras"),))
    begin_with(other.train_core, (str(tmp_path / "tied.keras"),))
    with pytest.raises(UsageError, match="--flip-equivariant"):
        begin_with(tied.train_core, (str(tmp_path / "tied.keras"), str(tmp_path / "other.keras")))


def test_the_average_follows_slowly_and_survives_a_restart(tmp_path):
    train_core, inference_model = one_weight(), one_weight()
    serving = WeightEMA(inference_model, train_core, 0.9, tmp_path)
    train_core.set_weights([np.ones((1, 1)), np.ones(1)])
    for step in range(EVERY):
        serving.on_train_batch_end(step)
    assert 0 < inference_model.get_weights()[1] < 1
    for step in range(300):
        serving.on_train_batch_end(step)
    assert inference_model.get_weights()[1] == pytest.approx(1, abs=1e-3)
    serving.on_epoch_end(0)
    again = one_weight()
    WeightEMA(again, one_weight(), 0.9, tmp_path).on_train_begin()
    assert again.get_weights()[1] == pytest.approx(1, abs=1e-3)


def test_without_an_average_an_epoch_ends_with_a_copy(tmp_path):
    train_core, inference_model = one_weight(), one_weight()
    serving = WeightEMA(inference_model, train_core, 0.0, tmp_path)
    train_core.set_weights([np.ones((1, 1)), np.ones(1)])
    serving.on_train_batch_end(0)
    assert inference_model.get_weights()[1] == 0
    serving.on_epoch_end(0)
    assert inference_model.get_weights()[1] == 1


@pytest.mark.parametrize("accelerated", [True, False])
def test_jax_is_the_backend_where_it_sees_an_accelerator(monkeypatch, accelerated):
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.delenv("KERAS_BACKEND")
    monkeypatch.setattr(backend, "_accelerated_jax", lambda: accelerated)
    monkeypatch.setattr(backend, "_import_quietly", lambda name: None)
    monkeypatch.setattr(backend, "_require", lambda *names: None)
    assert backend.prepare_training() == ("jax" if accelerated else "tensorflow", accelerated)


def test_what_is_asked_for_reaches_thetraining_spec():
    assert training_spec(TrainSettings(quantization_aware=True), (48, 48, 1), 0).quantization_aware
    plain = training_spec(TrainSettings(augment=0.0), (48, 48, 1), 0)
    assert not plain.quantization_aware and plain.augment is None


FIXED = ("--data", "synthetic", "--arch", "nano", "--average", "0.9", "--learning-rate", "0.05")


def train(folder: Path, *words: str, **environment: str) -> subprocess.Popen:
    asked = words or ("--name", "nano", "--epochs", "5", "--mixup", "0.2", *FIXED)
    around = os.environ | environment
    return subprocess.Popen([COMMAND, "train", *asked], cwd=folder, env=around, stderr=subprocess.DEVNULL)


def test_a_killed_and_resumed_run_ends_like_an_uninterrupted_one(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    assert train(whole).wait(timeout=200) == 0
    run = train(killed)
    history = killed / "models" / "nano" / "history.csv"
    deadline = time.monotonic() + 100
    while not history.exists() or len(history.read_text().splitlines()) < 3:
        assert time.monotonic() < deadline and run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait(timeout=10)
    assert train(killed, "--resume").wait(timeout=200) == 0
    rows = [(folder / "models/nano/history.csv").read_text().splitlines() for folder in (whole, killed)]
    assert len(rows[1]) in (6, 7)  # An epoch that was cut short after its line is run again.
    losses = [float(lines[-1].split(",")[1]) for lines in rows]
    assert losses[1] == pytest.approx(losses[0], rel=0.15)
    assert json.loads((killed / "models/nano/card.json").read_text())["trained"]["epochs"] == 5


KILLED = """
import os, signal, sys
import keras
keras.callbacks.BackupAndRestore._save_model = lambda self: os.kill(os.getpid(), signal.SIGKILL)
from fer_edge.cli.app import main
main()
"""


def test_a_run_killed_between_the_first_epoch_and_its_backup_goes_on(tmp_path):
    words = ["train", "--name", "nano", "--epochs", "2", *FIXED]
    run = subprocess.run([sys.executable, "-c", KILLED, *words], cwd=tmp_path, timeout=100, capture_output=True)
    assert run.returncode == -signal.SIGKILL
    assert train(tmp_path, "--resume").wait(timeout=200) == 0
    folder = tmp_path / "models" / "nano"
    assert [line.split(",")[0] for line in (folder / "history.csv").read_text().splitlines()] == ["epoch", "1", "2"]
    assert (folder / "card.json").is_file() and not (folder / ".backup").exists()


def test_jax_trains_a_model_that_tensorflow_reads(tmp_path):
    pytest.importorskip("jax")
    run = train(tmp_path, "--name", "nano", "--epochs", "1", *FIXED, KERAS_BACKEND="jax")
    assert run.wait(timeout=200) == 0
    folder = tmp_path / "models" / "nano"
    assert "jax" in json.loads((folder / "card.json").read_text())["versions"]
    answers = keras.models.load_model(folder / "model.keras").predict(np.zeros((2, 48, 48, 1), np.uint8), verbose=0)
    assert answers.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_backend_that_is_not_installed_is_one_line(tmp_path):
    run = subprocess.run(
        [COMMAND, "train", *FIXED], cwd=tmp_path, env=os.environ | {"KERAS_BACKEND": "mxnet"}, capture_output=True
    )
    assert run.returncode == 3
    assert run.stderr.decode().count("\n") == 1 and "mxnet not installed" in run.stderr.decode()


def test_minutes_count_every_run_that_led_here_once(tmp_path):
    for name, runs in {"a": {"a": 1.0, "first": 5.0}, "b": {"b": 2.0, "first": 5.0}}.items():
        (tmp_path / name).mkdir()
        card = ModelCard(name=name, labels=LABELS, side=48, architecture="edge", parameters=1, macs=1, date="")
        write_card(replace(card, trained={"minutes": sum(runs.values()), "minutes_by_run": runs}), tmp_path / name)
    mine = tmp_path / "mine"
    mine.mkdir()
    append_epoch(mine, {"epoch": 1, "loss": 1, "accuracy": 0, "seconds": 180, "val_loss": 1, "val_accuracy": 0})
    settings = TrainSettings(init=tuple(str(tmp_path / name / "model.keras") for name in ("a", "b")))
    how = job._making(settings, mine, 100)
    assert how["init"] == ["a", "b"] and how["minutes"] == 11
    assert how["minutes_by_run"] == {"mine": 3, "a": 1, "b": 2, "first": 5}


def test_accuracy_apart_from_copies_leaves_out_what_training_has_too():
    train, validation = draw_split("train", 2), draw_split("validation", 2)
    validation.faces[0] = train.faces[3]
    answers = np.eye(7, dtype=np.float32)[validation.labels]
    answers[[0, 1]] = 1 - answers[[0, 1]]
    data = job.Data(name="drawn", train=train, validation=validation)
    new = len(validation.labels) - 1
    assert job._apart_from_copies(answers, data) == {"faces": new, "accuracy": pytest.approx((new - 1) / new)}


def test_a_run_learns_the_targets_that_votes_decide(tmp_path, monkeypatch):
    seen = {}

    def stop(*given, **_):
        seen["expression"] = given[2]["expression"]
        raise KeyboardInterrupt

    monkeypatch.setattr(training_fit, "Batches", stop)
    train = draw_split("train", 20)
    votes = np.random.default_rng(0).dirichlet(np.ones(10), len(train.labels)).astype(np.float32)
    settings = TrainSettings(arch="nano", trust_votes=0.5, label_smoothing=0.0)
    with pytest.raises(KeyboardInterrupt):
        training_fit.fit(settings, train, train, tmp_path, votes)
    assert 0.5 < seen["expression"].max(axis=1).mean() < 1 - 1e-4
