"""Boards as QEMU shows them not: what their /proc/cpuinfo and /sys say, which runtimes read to choose their kernels."""

from dataclasses import dataclass
from pathlib import Path

V8 = "fp asimd evtstrm crc32 cpuid"
V82 = "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A Raspberry Pi. model: as it names itself. cpu: QEMU's name. part, variant, revision: of the processor, as Arm
    numbers them. features: as the kernel lists them. megahertz: the most that it is clocked at.

    per_cycle: instructions per cycle that are assumed, least, likely, most: no figure of QEMU tells them.
    """

    model: str
    cpu: str
    part: str
    variant: str
    revision: str
    features: str
    megahertz: int
    per_cycle: tuple[float, float, float]
    cores: int = 4


_A53 = {"cpu": "cortex-a53", "part": "0xd03", "variant": "0x0", "revision": "4", "features": V8}
_SLOW = (0.4, 0.6, 0.8)

BOARDS = {
    "zero2w": Board(model="Raspberry Pi Zero 2 W Rev 1.0", megahertz=1000, per_cycle=_SLOW, **_A53),
    "pi3": Board(model="Raspberry Pi 3 Model B Plus Rev 1.3", megahertz=1400, per_cycle=_SLOW, **_A53),
    "pi4": Board(
        model="Raspberry Pi 4 Model B Rev 1.5",
        cpu="cortex-a72",
        part="0xd08",
        variant="0x0",
        revision="3",
        features=V8,
        megahertz=1500,
        per_cycle=(0.7, 0.9, 1.3),
    ),
    "pi5": Board(
        model="Raspberry Pi 5 Model B Rev 1.0",
        cpu="cortex-a76",
        part="0xd0b",
        variant="0x4",
        revision="1",
        features=V82,
        megahertz=2400,
        per_cycle=(1.0, 1.4, 2.2),
    ),
}

BOARD_OF = {"cortex-a53": "zero2w", "cortex-a72": "pi4", "cortex-a76": "pi5"}
"""As which board a program sees each processor."""


def dress(board: Board, folder: Path) -> None:
    """Write the board's `cpuinfo`, and its `sys` as a tree, into a folder."""
    _write(folder / "cpuinfo", cpuinfo(board))
    for name, text in system_files(board).items():
        _write(folder / "sys" / name, text + "\n")
    _write(folder / "sys/firmware/devicetree/base/model", board.model + "\0")


def cpuinfo(board: Board) -> str:
    """What /proc/cpuinfo says there."""
    lines = [
        f"processor\t: {core}\nBogoMIPS\t: 38.40\nFeatures\t: {board.features}\nCPU implementer\t: 0x41\n"
        f"CPU architecture: 8\nCPU variant\t: {board.variant}\nCPU part\t: {board.part}\n"
        f"CPU revision\t: {board.revision}\n\n"
        for core in range(board.cores)
    ]
    return "".join([*lines, f"Model\t\t: {board.model}\n"])


def system_files(board: Board) -> dict[str, str]:
    """Path below /sys to what it holds: the cores, how they are grouped and clocked, the heat."""
    cores = f"0-{board.cores - 1}"
    files = {f"devices/system/cpu/{name}": cores for name in ("possible", "present", "online")}
    files |= {"devices/system/cpu/kernel_max": "255", "devices/system/cpu/offline": ""}
    for core in range(board.cores):
        files |= {f"devices/system/cpu/cpu{core}/{name}": text for name, text in _core_files(board, core).items()}
    zone = "class/thermal/thermal_zone0"
    return files | {f"{zone}/temp": "52634", f"{zone}/type": "cpu-thermal"}


def _core_files(board: Board, core: int) -> dict[str, str]:
    all_of_them, alone = f"{(1 << board.cores) - 1:x}", f"{1 << core:x}"
    most = str(board.megahertz * 1000)
    return {
        "topology/physical_package_id": "0",
        "topology/core_id": str(core),
        "topology/core_siblings": all_of_them,
        "topology/core_siblings_list": f"0-{board.cores - 1}",
        "topology/thread_siblings": alone,
        "topology/thread_siblings_list": str(core),
        "cpufreq/cpuinfo_max_freq": most,
        "cpufreq/cpuinfo_min_freq": "600000",
        "cpufreq/scaling_cur_freq": most,
        "cpufreq/scaling_max_freq": most,
        "cpufreq/scaling_governor": "ondemand",
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
