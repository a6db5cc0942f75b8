"""Which part of each batch a process has, where several devices share it."""

from typing import NamedTuple

from fer_edge.errors import UsageError


class Share(NamedTuple):
    """Which part of each batch is this process's. devices: of all processes."""

    process: int = 0
    processes: int = 1
    devices: int = 1

    def of(self, size: int) -> slice:
        """Where this process's part of so many lies."""
        part = size // self.processes
        return slice(self.process * part, (self.process + 1) * part)


ALL = Share()
"""Of a run that nothing shares."""


def check_batch(batch: int, faces: int, share: Share) -> None:
    """Raises UsageError when a batch, or all faces where they are fewer, cannot be shared evenly."""
    if batch % share.devices and batch <= faces:
        near = max(batch // share.devices, 1) * share.devices
        raise UsageError(
            f"--batch {batch}: {share.devices} devices cannot share it evenly; take a multiple of {share.devices}, "
            f"such as {near}, or --distribute fewer"
        )
    if faces < share.devices:
        raise UsageError(f"--distribute: {share.devices} devices, and {faces} faces to learn from; take fewer devices")
