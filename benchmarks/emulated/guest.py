"""Commands in an arm64 root, in namespaces of their own, so that nothing of this machine changes."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.emulated.tools import GENTLE, need
from fer_edge.errors import FerEdgeError

MAGIC = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00"
MASK = b"\xff" * 7 + b"\x00" + b"\xff" * 8 + b"\xfe\xff\xff\xff"
ELF = ":fer-edge-arm64:M::" + ":".join("".join(f"\\x{byte:02x}" for byte in part) for part in (MAGIC, MASK)) + ":"
"""As binfmt_misc takes it: an ELF file of 64 bits for arm64, whatever it does with its padding."""

ENTER = r"""
root=$1 board=$2; shift 2
misc=/proc/sys/fs/binfmt_misc
if mount -t binfmt_misc none $misc 2>/dev/null; then
  printf '%s' "$ELF$(command -v qemu-aarch64-static):F" > $misc/register
fi
mount --rbind /dev "$root/dev"; mount --rbind /proc "$root/proc"
[ -z "$board" ] || { mount --bind "$board/sys" "$root/sys"; mount --bind "$board/cpuinfo" "$root/proc/cpuinfo"; }
mount -t tmpfs none "$root/tmp"
while [ "$1" != -- ]; do mkdir -p "$root$2"; mount --bind "$1" "$root$2"; shift 2; done
shift; cd "$root"; unset ELF
exec chroot . /bin/sh -c 'cd /root; exec "$@"' - "$@"
"""
"""Arguments: root, board or "", pairs of folders here and there, --, command. Before Linux 6.7 a user has no
binfmt_misc of its own, and that of the machine has to know arm64, as qemu-user-static sees to."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """An arm64 system. root: its folder. cpu: QEMU's name. board: a folder as of `dress`; None: shows no /sys at all.

    folders: what of this machine lies where there. There is no network.
    """

    root: Path
    cpu: str = "cortex-a53"
    board: Path | None = None
    folders: Mapping[Path, str] = field(default_factory=dict)

    def run(self, *command: str, timeout: float = 3600, **values: str) -> subprocess.CompletedProcess[str]:
        """Run a command there and return what it said, whatever its exit code. values: of its environment."""
        need("unshare", "qemu-aarch64-static")
        binds = [str(part) for here, there in self.folders.items() for part in (here, there)]
        apart = ["unshare", "--user", "--map-root-user", "--mount", "--net", "--propagation", "private"]
        inner = ["sh", "-ec", ENTER, "-", str(self.root), str(self.board or ""), *binds, "--", *command]
        environment = {
            "ELF": ELF,
            "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "QEMU_CPU": self.cpu,
            **values,
        }
        return run_told([*apart, *inner], timeout, environment)


def run_told(command: Sequence[str], timeout: float, values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command under nice. timeout: seconds. values: its whole environment.

    Raises FerEdgeError when it takes longer.
    """
    try:
        return subprocess.run(
            [*GENTLE, *command], capture_output=True, text=True, timeout=timeout, check=False, env=dict(values)
        )
    except subprocess.TimeoutExpired as error:
        raise FerEdgeError(f"{command[-1]} was not done after {timeout:.0f} s of emulation") from error


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said at the end, for a person; QEMU's own warnings left out."""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and "TCG doesn't" not in line]
    return lines[-1].strip() if lines else f"nothing (exit code {done.returncode})"
