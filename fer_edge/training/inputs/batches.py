"""What an epoch shows a network: every face once or rare classes more often, alone or mixed with another."""

import keras
import numpy as np

from fer_edge.training.distribution.share import ALL, Share, check_batch

LAST_UNMIXED = 0.1
"""The share of the epochs, at the end, in which faces come unmixed, as they will when the network is used."""


class Batches(keras.utils.PyDataset):
    """The batches of one epoch, the same for the same seed and epoch, so that a resumed run sees what it would have.

    All batches are equally large, because some backends compile anew for another size: the last one is filled with the
    first faces of the epoch, and of fewer than `batch` faces all are one batch.

    faces: uint8 [N, side, side, channels]. labels: int [N]. targets: float32 [N, C] by head. balance: 0 shows every
    face once, 1 shows every class equally often, in N faces all the same. mixup: parameter of the Beta distribution by
    which a face and its targets are mixed with another's (Zhang et al., 2018), 0 for never. share: what of each batch
    this process shows; all processes draw the same batches, and all devices get equally much.
    """

    def __init__(
        self,
        faces: np.ndarray,
        labels: np.ndarray,
        targets: dict[str, np.ndarray],
        *,
        batch: int,
        epochs: int,
        seed: int = 0,
        balance: float = 0.0,
        mixup: float = 0.0,
        share: Share = ALL,
    ) -> None:
        super().__init__()
        self.faces, self.targets, self.seed, self.mixup = faces, targets, seed, mixup
        check_batch(batch, len(faces), share)
        self.share, self.batch = share, min(batch, len(faces) // share.devices * share.devices)
        self.expected = _expected(labels, balance)
        self.mixed_epochs = epochs - int(LAST_UNMIXED * epochs)
        self.begin(0)

    def __len__(self) -> int:
        return -(-len(self.faces) // self.batch)

    def begin(self, epoch: int, logs: dict | None = None) -> None:
        """Draw the faces of an epoch, from 0; as Keras's callbacks are called."""
        self.epoch = epoch
        random = np.random.default_rng((self.seed, epoch))
        order = random.permutation(len(self.faces))
        # Systematic sampling: a face that is expected c times comes floor(c) or ceil(c) times.
        marks = np.arange(len(order)) + random.uniform()
        places = np.searchsorted(np.cumsum(self.expected[order]), marks)
        chosen = random.permutation(order[np.minimum(places, len(order) - 1)])
        self.chosen = np.concatenate([chosen, chosen[: len(self) * self.batch - len(chosen)]])

    def __getitem__(self, number: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        faces, targets = self._whole(number)
        own = self.share.of(self.batch)
        return faces[own], {name: target[own] for name, target in targets.items()}

    def _whole(self, number: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The batch of all processes together."""
        chosen = self.chosen[number * self.batch : (number + 1) * self.batch]
        faces, targets = self.faces[chosen], {name: target[chosen] for name, target in self.targets.items()}
        if not self.mixup or self.epoch >= self.mixed_epochs:
            return faces, targets
        random = np.random.default_rng((self.seed, self.epoch, number))
        other = random.permutation(len(chosen))
        share = random.beta(self.mixup, self.mixup, len(chosen)).astype(np.float32)
        mixed = _mix(faces.astype(np.float32), other, share)
        return np.round(mixed).astype(np.uint8), {name: _mix(target, other, share) for name, target in targets.items()}


def _mix(values: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    share = share.reshape(-1, *(1,) * (values.ndim - 1))
    return values * share + values[other] * (1 - share)


def _expected(labels: np.ndarray, balance: float) -> np.ndarray:
    """How often each face is expected in an epoch of as many faces."""
    expected = np.bincount(labels)[labels] ** -float(balance)
    return expected * (len(labels) / expected.sum())
