"""The training run: data in arrays, a recipe, callbacks, and files that a kill -9 leaves whole."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from fer_edge.artifact.card import read_card
from fer_edge.data.faces import FaceSet
from fer_edge.errors import UsageError
from fer_edge.training.callbacks.averaging import EVERY, WeightEMA
from fer_edge.training.callbacks.deferred_logs import DeferredLogs
from fer_edge.training.callbacks.epoch_seeds import EpochSeeds
from fer_edge.training.callbacks.validation import Validate
from fer_edge.training.distillation import DistillationLoss, TeacherEnsemble, load_teachers
from fer_edge.training.distribution.devices import own_share
from fer_edge.training.folders import BACKUP
from fer_edge.training.inputs.amounts import amounts
from fer_edge.training.inputs.augmentation import Augment
from fer_edge.training.inputs.batches import Batches
from fer_edge.training.inputs.degradation import Degrade
from fer_edge.training.inputs.targets import smooth_labels, trust_votes
from fer_edge.training.keras_engine import load_keras
from fer_edge.training.networks import Networks, TrainingSpec, build
from fer_edge.training.networks.flip_equivariance import is_symmetric
from fer_edge.training.networks.weights import load_body, weights_file
from fer_edge.training.settings import NO_WEIGHTS, TrainSettings
from fer_edge.training.transfer.head import transfer_weights
from fer_edge.training.transfer.stages import StagedSGD, freeze, plan

POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
"""Keras's name for each precision of the arithmetic."""


def fit(
    settings: TrainSettings,
    train: FaceSet,
    validation: FaceSet,
    folder: Path,
    votes: np.ndarray | None = None,
    extra: tuple[keras.callbacks.Callback, ...] = (),
) -> None:
    """Train, or go on where `folder` says a run stopped, and leave the best model in model.keras.

    settings: resolved. votes: float32 [N, V], distributions of crowd votes for the training faces, or None. extra:
    callbacks that report. An epoch that a kill -9 cut short is run again; whole epochs are kept.
    """
    keras.utils.set_random_seed(settings.seed)
    spec = training_spec(settings, train.faces.shape[1:], 0 if votes is None else votes.shape[1], len(train.classes))
    saved = body_there(settings, folder)
    networks = build(settings.arch, train.faces.shape[1:], len(train.classes), spec, saved)
    if settings.weights != NO_WEIGHTS and saved is None:
        load_body(networks.train_core, settings.arch, weights_file(settings.arch, settings.weights))
    if settings.init:
        begin_with(networks.train_core, settings.init)
    if settings.begin_from:
        begin_from(networks.train_core, Path(settings.begin_from), train)
    if settings.begins_with_body:
        freeze(networks.train_core, settings.unfreeze)
    batches = make_batches(settings, train, votes)
    compile_networks(networks, settings, steps=len(batches))
    backup = folder / BACKUP
    model, epochs = networks.training_model, settings.epochs
    callbacks = [
        keras.callbacks.LambdaCallback(on_epoch_begin=batches.begin),
        EpochSeeds(),
        *easing(spec.augment, settings),
        WeightEMA(networks.inference_model, networks.train_core, settings.ema, backup),
        Validate(networks.inference_model, validation, folder, settings.staged),
        *_stopping(settings),
        *extra,
        keras.callbacks.BackupAndRestore(str(backup), double_checkpoint=True),
    ]
    listed = DeferredLogs(callbacks, add_history=True, model=model, epochs=epochs, steps=len(batches), verbose=0)
    # Batches are in random order already; the order that Keras would give them has no seed of its own.
    model.fit(batches, epochs=epochs, shuffle=False, verbose=0, callbacks=listed)


def body_there(settings: TrainSettings, folder: Path) -> keras.Model | None:
    """A model whose body a foreign network has: that of the run that stopped in `folder`, else what it begins with.

    So neither the code nor the weights it was first made of have to be there again.
    """
    if not settings.foreign:
        return None
    stopped = [str(folder / "model.keras")] if (folder / BACKUP).is_dir() else []
    from_model = [settings.begin_from] if settings.begin_from else []
    paths = [*stopped, *from_model, *settings.init]
    return load_keras(Path(paths[0])) if paths else None


def make_batches(settings: TrainSettings, train: FaceSet, votes: np.ndarray | None = None) -> Batches:
    """What the network sees in each epoch. votes: float32 [N, V], shares of a crowd's votes, or None."""
    targets = {"expression": smooth_labels(train.labels, len(train.classes), settings.label_smoothing)}
    if votes is not None:
        targets["expression"] = trust_votes(targets["expression"], train.labels, votes, settings.trust_votes)
        targets["votes"] = votes
    return Batches(
        train.faces,
        train.labels,
        targets,
        batch=settings.batch,
        epochs=settings.epochs,
        seed=settings.seed,
        balance=settings.balance,
        mixup=settings.mixup,
        share=own_share(),
    )


def training_spec(
    settings: TrainSettings, shape: tuple[int, ...], vote_columns: int, classes: int | None = None
) -> TrainingSpec:
    """What surrounds the network, for faces of `shape` (side, side, channels), so many columns of votes and classes."""
    precision = POLICIES[settings.precision]
    spec = TrainingSpec(
        augmentation(settings),
        degradation(settings),
        vote_columns,
        precision=precision,
        quantization_aware=settings.quantization_aware,
        flip_equivariant=bool(settings.flip_equivariant),
    )
    if not settings.teachers:
        return spec
    teachers = TeacherEnsemble(load_teachers(tuple(map(Path, settings.teachers)), shape, precision, classes))
    loss = DistillationLoss(temperature=settings.distill_temperature, weight=settings.distill_weight)
    return replace(spec, distill=lambda answers, faces: loss([answers, teachers(faces)]))


APART = 1 << 20
"""Between the seeds of two layers of a run, which would draw the same numbers from the same one."""

EASED = 0.15
"""The share of the epochs, at the end, at least one, in which --augment-end holds: faces are nearer to those that will
come."""


def augmentation(settings: TrainSettings) -> Augment | None:
    """What changes the faces that the network and its teachers are shown."""
    if not (settings.augment or settings.augment_end or settings.turned):
        return None
    eased = settings.augment_end is not None
    return Augment(strength=settings.augment, turned=settings.turned, eased=eased, seed=settings.seed)


def degradation(settings: TrainSettings) -> Degrade | None:
    """What spoils faces for the network alone; its teachers see them as they were."""
    chosen = amounts(settings.degrade, settings.degrade_kind)
    if not any(amount.chance for amount in chosen.values()):
        return None
    return Degrade(chosen, seed=settings.seed + APART)


def easing(augment: Augment | None, settings: TrainSettings) -> list[keras.callbacks.Callback]:
    """What sets the strength of augmentation at the beginning of each epoch, where it changes."""
    end = settings.augment_end
    if augment is None or end is None:
        return []
    last = settings.epochs - max(int(EASED * settings.epochs), 1)
    return [
        keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: augment.ease(end if epoch >= last else settings.augment)
        )
    ]


def begin_with(train_core: keras.Model, paths: tuple[str, ...]) -> None:
    """Give the network that is trained the weights of a model, or the mean of several's.

    Models that were trained on from the same one lie close enough together for their mean to be a model as well, and
    often a better one (Wortsman et al., 2022).
    """
    sets = []
    for path in paths:
        try:
            train_core.set_weights(keras.models.load_model(path, compile=False).get_weights())
        except (ValueError, OSError) as error:
            raise UsageError(f"--init {path}: expected a model.keras of the architecture {train_core.name}") from error
        sets.append(train_core.get_weights())
    train_core.set_weights([np.mean(same, axis=0) for same in zip(*sets, strict=True)])
    if not is_symmetric(train_core):
        raise UsageError(
            "--flip-equivariant: the models of --init are not their own mirror images, train them with it as well"
        )


def begin_from(train_core: keras.Model, path: Path, train: FaceSet) -> None:
    """Give the network that is trained the body of a model of other labels, and a head made of that model's."""
    try:
        train_core.set_weights(transfer_weights(path, read_card(path.parent).labels, train))
    except ValueError as error:
        raise UsageError(f"--from {path}: expected a model.keras of the architecture {train_core.name}") from error
    if not is_symmetric(train_core):
        raise UsageError("--flip-equivariant: the model of --from is not its own mirror image; leave it out")


def _stopping(settings: TrainSettings) -> list[keras.callbacks.Callback]:
    """Early stopping; for `baseline`, its authors' callbacks."""
    if settings.arch == "baseline":
        return [
            keras.callbacks.EarlyStopping("val_loss", patience=3),
            keras.callbacks.ReduceLROnPlateau("val_loss", factor=0.2, patience=3, min_delta=1e-4),
        ]
    if settings.patience:
        return [keras.callbacks.EarlyStopping("val_accuracy", mode="max", patience=settings.patience)]
    return []


def compile_networks(networks: Networks, settings: TrainSettings, steps: int) -> None:
    """Nesterov momentum under a cosine that ends at zero (Loshchilov and Hutter, 2017); for `baseline`, Adam."""
    losses = dict.fromkeys(networks.training_model.output, "categorical_crossentropy")
    weights = dict.fromkeys(losses, 1.0)
    if settings.teachers:
        weights["expression"] -= settings.distill_weight
    jax = keras.backend.backend() == "jax"
    optimizer = keras.optimizers.Adam() if settings.arch == "baseline" else _momentum(networks, settings, steps)
    networks.training_model.compile(
        optimizer,
        loss=losses,
        loss_weights=weights,
        metrics={"expression": "accuracy"},
        # XLA is several times slower than plain TensorFlow for convolutions on a CPU.
        jit_compile="auto" if jax else False,
        # Between steps JAX fetches all weights for the callbacks, which takes an accelerator longer than a step.
        steps_per_execution=EVERY if jax else 1,
    )


def _momentum(networks: Networks, settings: TrainSettings, steps: int) -> keras.optimizers.Optimizer:
    warmup = int((settings.warmup or 0.0) * steps)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(settings.epochs * steps - warmup, 1), warmup_target=settings.learning_rate, warmup_steps=warmup
    )
    usual = {"momentum": 0.9, "nesterov": True, "weight_decay": settings.weight_decay}
    if settings.begins_with_body:
        stages = plan(networks.training_model, networks.train_core, settings.epochs * steps)
        optimizer = StagedSGD(schedule, stages=stages, **usual)
    else:
        optimizer = keras.optimizers.SGD(schedule, **usual)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer
