"""What systemd is told by a service of Type=notify, as sd_notify(3) and its WatchdogSec= have it."""

import os
import socket
import time
from collections.abc import Callable, Mapping


class Notifier:
    """Tell systemd that the loop began, lives and ends. Without a socket every call does nothing.

    address: a path, or "@name" of an abstract socket; None: nobody listens. period: seconds after which systemd
    takes silence for death, 0 for never. clock: seconds, monotonic.
    """

    def __init__(self, address: str | None, period: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._address, self._step, self._clock = address, period / 2, clock
        self._due: float | None = None
        self._socket: socket.socket | None = None
        if address is not None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            # A system manager that is too busy to read must not hold up the camera.
            self._socket.setblocking(False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Notifier":
        """As systemd asks through NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID."""
        address = environ.get("NOTIFY_SOCKET", "")
        ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        period = environ.get("WATCHDOG_USEC", "")
        seconds = int(period) / 1e6 if ours and period.isdecimal() else 0.0
        return cls(address if address.startswith(("/", "@")) else None, seconds)

    def alive(self) -> None:
        """The loop took a turn: READY=1 at the first, then WATCHDOG=1 each half of the period."""
        if self._socket is None:
            return
        now = self._clock()
        if self._due is None:
            message = "READY=1\nWATCHDOG=1"
        elif self._step and now >= self._due:
            message = "WATCHDOG=1"
        else:
            return
        # What could not be sent is tried again at the next turn.
        if self._send(message):
            self._due = now + self._step

    def stopping(self) -> None:
        """The loop has ended and its outputs are being closed; nothing is sent after this."""
        if self._socket is not None:
            self._send("STOPPING=1")
            self._socket.close()
            self._socket = None

    def _send(self, message: str) -> bool:
        assert self._socket is not None and self._address is not None
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            self._socket.sendto(message.encode(), address)
        except OSError:
            return False
        return True
