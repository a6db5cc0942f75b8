"""A whole machine in QEMU: it starts, is heard on its serial line, and is stopped as by its power's being cut."""

import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from benchmarks.emulated.images import Architecture, Disks
from benchmarks.emulated.tools import GENTLE, need
from fer_edge.errors import FerEdgeError


class Machine:
    """A running machine. disk: written to. payload: a disk that is only read. log: where all that it says is kept."""

    def __init__(self, machine: Architecture, disks: Disks, disk: Path, payload: Path, log: Path) -> None:
        need(machine.qemu[0])
        options = ["-smp", str(machine.cores), "-m", str(machine.memory), "-display", "none", "-no-reboot"]
        options += ["-serial", "stdio", "-monitor", "none", "-nic", "none"]
        options += ["-kernel", str(disks.kernel), "-initrd", str(disks.initrd)]
        options += ["-append", f"console={machine.console} quiet panic=1 systemd.show_status=0 systemd.getty_auto=0"]
        options += ["-drive", f"file={disk},format=raw,if=virtio"]
        options += ["-drive", f"file={payload},format=raw,if=virtio,readonly=on"]
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [*GENTLE, *machine.qemu, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._log = log
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> "Machine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Cut its power: what it has not written to its disk is lost."""
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def lines(self, seconds: float) -> Iterator[str]:
        """What it says, line by line, until it is off. Raises FerEdgeError when that takes longer than `seconds`."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(end - time.monotonic(), 0))
            except queue.Empty as error:
                raise FerEdgeError(f"the machine was not done after {seconds:.0f} s; it said {self._log}") from error
            if line is None:
                return
            yield line

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said, self._log.open("a") as log:
            for line in said:
                log.write(line)
                log.flush()
                self._lines.put(line.strip())
        self._lines.put(None)
