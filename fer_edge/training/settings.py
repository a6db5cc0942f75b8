"""What a training run can be asked for; apart from the trainer so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import UsageError

PRECISIONS = ("float32", "bfloat16")


@dataclass(frozen=True, kw_only=True)
class TrainSettings:
    """How to train.

    arch: a key of FEATURES. epochs, batch: counts, at least 1. learning_rate: the peak, above 0. warmup: epochs of
    linear rise. smoothing: label smoothing, 0 to 1. weight_decay: on kernels alone, decoupled (Loshchilov and
    Hutter, 2019). patience: epochs without a better validation accuracy before the run stops, 0 for never. augment:
    how strongly faces are turned, lit and erased at random (see Augment), 1 as usual, 0 not at all. init:
    model.keras files of the same architecture; the run begins with the mean of their weights. average: decay of the
    averaged weights per step, 0 for none. teachers: model.keras files whose answers are learned with the labels.
    temperature: by which these answers are softened, above 0. teaching: their weight beside the labels', 0 to 1.
    quantization_aware: learn under the rounding of int8 files. balance: how far rare classes are shown more often,
    0 (not) to 1 (all alike). mixup: see Batches, 0 for none. trust_votes: the share of a target that the crowd's
    votes decide, 0 to 1 (see targets). mirrored: tie the network to its mirror image (see networks/mirror.py).
    precision: of the arithmetic, float32 or bfloat16; weights and the served network are float32 either way.
    """

    arch: str = "edge"
    epochs: int = 60
    batch: int = 128
    seed: int = 0
    learning_rate: float = 0.1
    warmup: float = 2.0
    label_smoothing: float = 0.1
    weight_decay: float = 5e-3
    patience: int = 0
    augment: float = 1.0
    init: tuple[str, ...] = ()
    ema: float = 0.0
    teachers: tuple[str, ...] = ()
    distill_temperature: float = 2.0
    distill_weight: float = 0.7
    quantization_aware: bool = False
    balance: float = 0.0
    mixup: float = 0.0
    trust_votes: float = 0.0
    flip_equivariant: bool = False
    precision: str = "float32"


def choose_precision(asked: str, accelerated: bool = False, cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """One of PRECISIONS; "auto" is bfloat16 on an accelerator or where the processor multiplies it (AMX, AVX-512 BF16).

    Raises UsageError when `asked` is none of these.
    """
    if asked == "auto":
        flags = cpuinfo.read_text(errors="replace").split() if cpuinfo.is_file() else []
        has_units = "amx_bf16" in flags or "avx512_bf16" in flags
        return "bfloat16" if accelerated or has_units else "float32"
    if asked not in PRECISIONS:
        raise UsageError(f"no precision named {asked}: expected auto or {' or '.join(PRECISIONS)}")
    return asked
