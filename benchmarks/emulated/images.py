"""Disks of whole emulated machines: Debian with systemd, its kernel and that kernel's `vivid` camera."""

import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.emulated.roots import made_once, make_root
from benchmarks.emulated.tools import call, need
from fer_edge.errors import FerEdgeError

SUITE = "bookworm"
PERSON = 1000
"""Number of the person pi."""

MODULES = ("virtio_pci", "virtio_blk", "ext4")
"""Of the kernel, without which the disk cannot be read."""

VIVID = "options vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x00\n"
"""One camera with one input, a webcam's, and no other device."""

PACKAGES = ("systemd-sysv", "dbus", "udev", "kmod", "sudo", "busybox-static", "python3-venv")
"""What a board's system has beyond the least, and busybox for the first files."""

PERMIT = {kind: f"{kind} required pam_permit.so\n" for kind in ("auth", "account", "password", "session")}
"""Of PAM, whose own files its scripts would have written: there is one person, who has no password."""

INIT = """\
#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /new
/bin/busybox mount -t devtmpfs none /dev
while read -r module; do /bin/busybox insmod "/modules/$module"; done < /modules/order
until /bin/busybox mount -t ext4 /dev/vda /new 2> /dev/null; do /bin/busybox sleep 0.2; done
/bin/busybox umount /dev
exec /bin/busybox switch_root /new /sbin/init
"""

UNIT = """\
[Unit]
Description=What is proved in this machine
After=multi-user.target

[Service]
Type=simple
StandardInput=null
StandardOutput=tty
StandardError=tty
TTYPath=/dev/{console}
ExecStart=/bin/sh /payload/steps/steps.sh

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A machine that QEMU emulates. name, debian: Python's and Debian's word. qemu: its program and options.

    console: its serial line. cores and memory (MB): as it is given them.
    """

    name: str
    debian: str
    qemu: tuple[str, ...]
    console: str
    cores: int
    memory: int


ARCHITECTURES = {
    "aarch64": Architecture(
        name="aarch64",
        debian="arm64",
        qemu=("qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a53"),
        console="ttyAMA0",
        cores=4,
        memory=448,
    ),
    "x86_64": Architecture(
        name="x86_64",
        debian="amd64",
        qemu=("qemu-system-x86_64", "-machine", "q35", "-cpu", "max"),
        console="ttyS0",
        cores=2,
        memory=1024,
    ),
}


@dataclass(frozen=True)
class Disks:
    """What a machine starts from: its kernel, its first files and its system's disk."""

    kernel: Path
    initrd: Path
    system: Path


def make_disks(cache: Path, machine: Architecture, note: Callable[[str], None]) -> Disks:
    """Make a machine's disk once, and keep it in `cache`."""
    need("mke2fs", "depmod", "cpio")
    packages = (*PACKAGES, f"linux-image-{machine.debian}")
    root = make_root(cache / f"system-{machine.debian}", SUITE, packages, note, machine.debian)
    with made_once(cache / f"disks-{machine.debian}") as part:
        if part is not None:
            note("the machine's disk is made …")
            version = _one((root / "usr/lib/modules").iterdir()).name
            _settle(root, machine, version)
            shutil.copyfile(_one((root / "boot").glob("vmlinuz-*")), part / "kernel")
            _make_initrd(root, version, part)
            make_disk(part / "system.img", root, "1500M")
    place = cache / f"disks-{machine.debian}"
    return Disks(place / "kernel", place / "initrd.gz", place / "system.img")


def make_disk(image: Path, folder: Path, size: str) -> Path:
    """An ext4 disk with a folder's content. size: as mke2fs takes it, such as 200M."""
    call(["mke2fs", "-q", "-F", "-t", "ext4", "-E", "root_owner=0:0", "-d", folder, image, size], 600)
    return image


def _settle(root: Path, machine: Architecture, version: str) -> None:
    """What the packages' scripts would have done, and our own unit."""
    people, groups = ((root / f"usr/share/base-passwd/{name}.master").read_text() for name in ("passwd", "group"))
    for name in ("adm", "sudo", "video"):
        groups = re.sub(rf"^{name}:.*:$", r"\g<0>pi", groups, flags=re.MULTILINE)
    (root / "home/pi").mkdir(parents=True)
    os.chown(root / "home/pi", PERSON, PERSON)
    call(["depmod", "-b", root, version], 120)
    texts = {
        "etc/passwd": f"{people}pi:x:{PERSON}:{PERSON}::/home/pi:/bin/bash\n",
        "etc/group": f"{groups}pi:x:{PERSON}:\n",
        "etc/sudoers.d/pi": "pi ALL=(ALL) NOPASSWD: ALL\n",
        "etc/hostname": "board\n",
        "etc/hosts": "127.0.0.1 localhost board\n",
        "etc/machine-id": "",
        "etc/modules-load.d/vivid.conf": "vivid\n",
        "etc/modprobe.d/vivid.conf": VIVID,
        "etc/systemd/system/proof.service": UNIT.format(console=machine.console),
        "etc/fstab": "/dev/vdb /payload ext4 ro 0 0\n",
        **{f"etc/pam.d/common-{kind}": text for kind, text in PERMIT.items()},
        "etc/pam.d/common-session-noninteractive": PERMIT["session"],
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    wants = root / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "proof.service").symlink_to("../proof.service")
    (root / "payload").mkdir()


def _make_initrd(root: Path, version: str, place: Path) -> None:
    """The first files: busybox, the modules that reach the disk, and INIT."""
    first = place / "first"
    (first / "modules").mkdir(parents=True)
    (first / "bin").mkdir()
    shutil.copy(root / "usr/bin/busybox", first / "bin")
    order = []
    for name in MODULES:
        shown = call(["modprobe", "-d", root, "-S", version, "--show-depends", name], 60).stdout
        order += [Path(line.split()[1]) for line in shown.splitlines() if line.startswith("insmod")]
    for path in order:
        shutil.copy(path, first / "modules")
    (first / "modules/order").write_text("".join(f"{path.name}\n" for path in dict.fromkeys(order)))
    (first / "init").write_text(INIT)
    (first / "init").chmod(0o755)
    call(["sh", "-c", "find . | cpio -o -H newc --quiet | gzip -1 > ../initrd.gz"], 60, cwd=first)
    shutil.rmtree(first)


def _one(found: Iterable[Path]) -> Path:
    paths = sorted(found)
    if len(paths) != 1:
        raise FerEdgeError(
            f"expected one kernel in the machine's system, found {len(paths)}: delete the cache's folder"
        )
    return paths[0]
