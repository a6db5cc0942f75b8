"""The devices that share each batch of a run, as Keras's DataParallel."""

import keras
from keras.distribution import DataParallel

from fer_edge.errors import UsageError
from fer_edge.training.distribution.settings import AUTO
from fer_edge.training.distribution.share import ALL, Share

__all__ = ["DataParallel", "choose_devices", "own_share"]


def choose_devices(wanted: str | None) -> DataParallel | None:
    """The devices to share batches: all of all processes, or so many of each; None where none is wanted, or one.

    Raises UsageError when a process has fewer.
    """
    if wanted is None:
        return None
    import jax

    own = jax.local_device_count()
    count = own if wanted == AUTO else int(wanted)
    if count > own:
        many = f"{own} device{'s' * (own > 1)} ({jax.local_devices()[0].device_kind})"
        raise UsageError(f"--distribute {wanted}: JAX sees {many} here; auto takes what there is")
    # In the order of the processes: the parts of a batch, laid end to end, are the batch.
    ordered = sorted(jax.devices(), key=lambda device: (device.process_index, device.id))
    by_process = [[device for device in ordered if device.process_index == i] for i in range(jax.process_count())]
    chosen = [device for devices in by_process for device in devices[:count]]
    if len(chosen) == 1:
        return None
    return DataParallel(devices=[f"{device.platform}:{device.id}" for device in chosen], auto_shard_dataset=False)


def own_share() -> Share:
    """This process's share of each batch, under the distribution that Keras has now."""
    distribution = keras.distribution.distribution()
    if distribution is None:
        return ALL
    import jax

    return Share(jax.process_index(), jax.process_count(), int(distribution.device_mesh.devices.size))
