"""What is to be published: built, checked, and installed as strangers would install it.

`make dist` (python -m benchmarks.release.dist) builds the sdist and the wheel into dist/, proves that the checkout and
the sdist give the same wheel, has twine and check-wheel-contents look at them, and installs the wheel with pip, pipx
and uv, each in a home of its own, where it reads a face with the shipped model. Ends with one line at the first fault.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTRAIT = ROOT / "fer_edge" / "deploy" / "trial" / "portrait.jpg"

LARGEST = 16_000_000
"""Bytes of a file that is published: the models are 9 MB, and nothing else is large."""


def build(tools: Path, folder: Path) -> tuple[Path, Path]:
    """The sdist and the wheel made of it, in `folder`, where none of either was left."""
    for old in folder.glob("fer_edge-*"):
        old.unlink()
    run(tools / "uv", "build", "--quiet", "--out-dir", folder, ROOT)
    (sdist,), (wheel,) = folder.glob("fer_edge-*.tar.gz"), folder.glob("fer_edge-*.whl")
    for file in (sdist, wheel):
        print(f"{file.name}: {file.stat().st_size:,} bytes")
        if file.stat().st_size > LARGEST:
            sys.exit(f"{file.name} is larger than {LARGEST:,} bytes: what is in it that nobody needs?")
    return sdist, wheel


def differing(one: Path, other: Path) -> list[str]:
    """Names of the files that two wheels do not have, byte for byte, in common."""
    first, second = (_contents(wheel) for wheel in (one, other))
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def strangers(sdist: Path, tracked: set[str]) -> list[str]:
    """Names of the files in an sdist, without its folder, that git does not track: what lay about in the checkout."""
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive if member.isfile()}
    return sorted(names - tracked - {"PKG-INFO"})


def ways(tools: Path, python: str, wheel: Path, home: Path) -> dict[str, tuple[list[tuple[object, ...]], Path]]:
    """By the name of a way to install: its commands, and the program that there is afterwards."""
    local = home / ".local" / "bin" / "fer-edge"
    return {
        "pip": (
            [(python, "-m", "venv", home / "v"), (home / "v/bin/pip", "install", "-q", wheel)],
            home / "v/bin/fer-edge",
        ),
        "pipx": ([(tools / "pipx", "install", "--quiet", "--python", python, wheel)], local),
        "uv": ([(tools / "uv", "tool", "install", "--quiet", "--python", python, wheel)], local),
    }


def prove(program: Path, source: Path, around: dict[str, str], place: Path) -> str:
    """What a program that was just installed says of a face, in one line."""
    version = run(program, "--version", around=around, place=place).strip()
    models = json.loads(run(program, "models", "list", "--json", "-", around=around, place=place))
    lines = run(
        program, "run", "--source", source, "--headless", "--jsonl", "-", around=around, place=place
    ).splitlines()
    faces = [face for line in lines for face in json.loads(line)["faces"]]
    if not faces or not models:
        sys.exit(f"{program} found {len(models)} models, and {len(faces)} faces in {source}: expected some of both")
    return (
        f"{version}, {len(models)} models, {len(faces)} faces in {len(lines)} pictures, the first {faces[0]['label']}"
    )


def run(*words: object, around: dict[str, str] | None = None, place: Path = ROOT) -> str:
    """What a command printed. Ends with what it said instead where it failed."""
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=place, env=around, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def fresh(home: Path) -> dict[str, str]:
    """This environment with another home, and nothing that leads to this checkout; downloads are kept between homes."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "XDG_"))}
    cache = Path.home() / ".cache"
    return kept | {
        "HOME": str(home),
        "PATH": f"{home}/.local/bin:{os.environ['PATH']}",
        "PIP_CACHE_DIR": str(cache / "pip"),
        "UV_CACHE_DIR": str(cache / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
    }


def main() -> None:
    """Build, check, install, and read a face."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.release.dist", description=__doc__)
    parser.add_argument("--tools", type=Path, required=True, help="the folder of uv, twine, pipx and the like")
    parser.add_argument("--source", type=Path, default=PORTRAIT, help="what is run with the installed wheel")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where the sdist and the wheel go")
    asked = parser.parse_args()
    tools, source = asked.tools.absolute(), asked.source.absolute()
    sdist, wheel = (file.absolute() for file in build(tools, asked.out))
    tracked = set(run("git", "ls-files").splitlines())
    if lying := strangers(sdist, tracked):
        sys.exit(f"{sdist.name} has files that git does not track: {', '.join(lying[:5])}")
    with tempfile.TemporaryDirectory() as name:
        run(tools / "uv", "build", "--quiet", "--wheel", "--out-dir", name, ROOT)
        if others := differing(wheel, Path(name) / wheel.name):
            sys.exit(f"the sdist gives another wheel than the checkout: {', '.join(others[:5])}")
    print("the sdist and the checkout give the same wheel")
    print(run(tools / "twine", "check", "--strict", sdist, wheel).strip())
    print(run(tools / "check-wheel-contents", wheel).strip())
    python = shutil.which(sys.executable) or "python3"
    for way in ("pip", "pipx", "uv"):
        with tempfile.TemporaryDirectory() as name:
            home = Path(name)
            commands, program = ways(tools, python, wheel, home)[way]
            for command in commands:
                run(*command, around=fresh(home), place=home)
            print(f"{way}: {prove(program, source, fresh(home), home)}", flush=True)


if __name__ == "__main__":
    main()
