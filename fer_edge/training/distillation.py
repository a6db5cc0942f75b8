"""Knowledge distillation: a network learns larger ones' predictions for the very view it is shown.

After Hinton et al. (2015); that teacher and student see the same augmented view is from Beyer et al. (2022).
"""

from pathlib import Path

import keras
from keras import ops

from fer_edge.errors import UsageError
from fer_edge.training.keras_engine import load_keras
from fer_edge.training.networks.fold import fold_batch_norm

TINY = 1e-7


class DistillationLoss(keras.layers.Layer):
    """Adds to the loss how far the student's probabilities are from the teachers', softened by a temperature.

    Takes [student, teachers], each float [N, C], and returns the student's unchanged. The loss is
    `weight` * temperature² * the Kullback-Leibler divergence, the mean of the batch, in nats.
    """

    def __init__(self, *, temperature: float, weight: float, **kwargs) -> None:
        super().__init__(trainable=False, **kwargs)
        self.temperature, self.weight = temperature, weight

    def compute_output_spec(self, predictions):
        return keras.KerasTensor(predictions[0].shape, dtype="float32")

    def call(self, predictions):
        """Map [student, teachers] to the student's probabilities; adds the loss."""
        student, teachers = (ops.log(probabilities + TINY) / self.temperature for probabilities in predictions)
        target = ops.stop_gradient(ops.softmax(teachers))
        distance = ops.sum(target * (ops.log_softmax(teachers) - ops.log_softmax(student)), axis=-1)
        self.add_loss(self.weight * self.temperature**2 * ops.mean(distance))
        return predictions[0]


class TeacherEnsemble(keras.layers.Layer):
    """Networks that predict a batch together, each a share of it: a face goes through one, however many there are.

    Takes faces uint8 [N, side, side, channels], returns probabilities float32 [N, C]. Every other face is shown in the
    mirror, where the expression is the same. Shuffled batches bring a face to every teacher both ways in turn; over the
    epochs a student learns the mean of all.
    """

    def __init__(self, networks: list[keras.Model], **kwargs) -> None:
        super().__init__(trainable=False, **kwargs)
        self.networks = networks

    def __dir__(self) -> list[str]:
        """Without the networks: Keras saves what it sees here, and a backup needs only what learns."""
        return [name for name in super().__dir__() if name != "networks"]

    def compute_output_spec(self, faces):
        return keras.KerasTensor((faces.shape[0], self.networks[0].output_shape[-1]), dtype="float32")

    def call(self, faces):
        count, all_ = ops.shape(faces)[0], len(self.networks)
        mirrored = ops.reshape(ops.arange(count) % 2 == 1, (-1, 1, 1, 1))
        faces = ops.where(mirrored, ops.flip(faces, axis=2), faces)
        shares = (faces[count * i // all_ : count * (i + 1) // all_] for i in range(all_))
        predictions = [network(share, training=False) for network, share in zip(self.networks, shares, strict=True)]
        return ops.concatenate(predictions)


def load_teachers(
    paths: tuple[Path, ...], shape: tuple[int, ...], precision: str = "float32", classes: int | None = None
) -> list[keras.Model]:
    """Load the networks at `paths`, frozen, batch norm folded; each takes faces of `shape` (side, side, channels).

    classes: how many each has to know, where that is known.

    precision: of their arithmetic, a Keras dtype policy.

    Raises ModelError when one cannot be loaded, UsageError when it takes other faces or knows other classes.
    """
    teachers = [load_keras(path) for path in paths]
    for number, (path, teacher) in enumerate(zip(paths, teachers, strict=True)):
        if teacher.input_shape[1:] != shape:
            raise UsageError(f"--teacher {path} takes faces {teacher.input_shape[1:]}, expected {shape}")
        if classes is not None and teacher.output_shape[-1] != classes:
            raise UsageError(f"--teacher {path} knows {teacher.output_shape[-1]} classes, the data has {classes}")
        teachers[number] = fold_batch_norm(teacher, precision=precision)
        teachers[number].trainable, teachers[number].name = False, f"teacher_{number}"
    return teachers
