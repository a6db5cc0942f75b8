"""Debian systems as folders, and the packages that a program of ours needs in them; each is made once and kept."""

import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.emulated.tools import call, need

CHECKOUT = Path(__file__).parents[2]

SUITES = {"bookworm": "3.11", "trixie": "3.13"}
"""Debian's releases that Raspberry Pi OS follows, and their Python."""

PLATFORMS = [f"{tag}_aarch64" for tag in ("manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")]
"""Of the wheels that run there."""

LONGEST = 1800


@contextmanager
def made_once(folder: Path) -> Iterator[Path | None]:
    """Give a folder to fill, which takes `folder`'s place when the block ends well; None where it is there already."""
    if folder.is_dir():
        yield None
        return
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    part.rename(folder)


def make_root(
    folder: Path, suite: str, packages: tuple[str, ...], note: Callable[[str], None], machine: str = "arm64"
) -> Path:
    """Debian as a folder, with packages beyond the least; unpacked, not configured. machine: Debian's word for it."""
    with made_once(folder) as part:
        if part is not None:
            need("debootstrap", "dpkg-deb")
            note(f"Debian {suite} for {machine} is fetched and unpacked …")
            include = ",".join(("python3", "ca-certificates", *packages))
            options = [f"--arch={machine}", "--foreign", "--variant=minbase", f"--include={include}"]
            call(["debootstrap", *options, suite, part], LONGEST)
            _unpack(part)
    return folder


def _unpack(root: Path) -> None:
    """Unpack every package, and leave what their scripts would have, as far as a Python program notices."""
    for name in ("proc", "sys", "dev"):
        if (root / name).is_symlink():
            (root / name).unlink()
    for package in sorted((root / "var/cache/apt/archives").glob("*.deb")):
        with suppress(FileNotFoundError):
            call(
                [
                    "sh",
                    "-c",
                    'dpkg-deb --fsys-tarfile "$1" | tar -xC "$2" --keep-directory-symlink',
                    "-",
                    package,
                    root,
                ],
                300,
            )
        package.unlink()
    for name in ("proc", "sys", "dev", "tmp", "root", "site", "board"):
        (root / name).mkdir(exist_ok=True)
    shutil.rmtree(root / "debootstrap", ignore_errors=True)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\n")


def make_site(folder: Path, python: str, note: Callable[[str], None]) -> Path:
    """The packages that fer-edge needs on a device, for arm64 and this Python, as a folder for PYTHONPATH."""
    with made_once(folder) as part:
        if part is not None:
            note(f"packages for arm64 and Python {python} are fetched …")
            tag = python.replace(".", "")
            where = [f"--platform={name}" for name in PLATFORMS]
            abis = [f"--abi={name}" for name in (f"cp{tag}", "abi3", "none")]
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--only-binary=:all:"]
            pip += ["--implementation=cp", f"--python-version={python}", *abis, *where, f"--target={part}"]
            call([*pip, *device_packages()], LONGEST)
    return folder


def device_packages() -> list[str]:
    """What pyproject.toml asks for on a device, with LiteRT, and with OpenCV as it is where there is no desktop."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    litert = [line for line in project["optional-dependencies"]["train"] if line.startswith("ai-edge-litert")]
    return [line.replace("opencv-python", "opencv-python-headless") for line in [*project["dependencies"], *litert]]
