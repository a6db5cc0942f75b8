"""Small wheels made by hand, and bundles of them, for whatever Python and machine the tests run on."""

import ensurepip
import hashlib
import platform
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from fer_edge.deploy.bundle.archive import Content, write_tree
from fer_edge.deploy.bundle.installer import installer
from fer_edge.deploy.bundle.make import kept_folder
from fer_edge.deploy.bundle.manifest import MANIFEST, SUMS, About, sealed
from fer_edge.deploy.bundle.target import Target
from fer_edge.deploy.bundle.wheels.metadata import read_wheel

HERE = Target(machine=platform.machine(), python="{}.{}".format(*sys.version_info[:2]))

LEFT_OUT = (MANIFEST, SUMS)

DOCTOR = '''
"""Stands for fer-edge: its doctor, and the unit its service writes."""
import json, sys
from pathlib import Path
VERSION = "{version}"
words = sys.argv[1:]
if words[0] == "doctor":
    model = next(Path("models").glob("*/model.onnx")).read_text()
    state = "warning" if "odd" in model else "ok"
    Path(words[words.index("--json") + 1]).write_text(json.dumps([{{"name": "model", "state": state, "found": model}}]))
    sys.exit("fer-edge: no face is found" if "blind" in model else 0)
if words[0] == "service":
    unit = Path(words[words.index("--unit-dir") + 1]) / "fer-edge.service"
    unit.write_text("[Service]\\nExecStart=" + str(Path(sys.prefix).parents[2] / "bin/fer-edge") + " run\\n")
    sys.exit(1 if "late" in next(Path(sys.prefix).parent.glob("models/*/model.onnx")).read_text() else 0)
print(VERSION, Path(sys.argv[0]).name, *words)
'''


def make_wheel(folder: Path, name: str, version: str = "1.0", *, requires=(), files: Mapping[str, str] = {}) -> Path:
    """A wheel for any machine. requires: its Requires-Dist lines. files: texts by name, beside an empty module."""
    module = name.replace("-", "_")
    about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense-Expression: MIT"]
    head = "\n".join(about + [f"Requires-Dist: {one}" for one in requires])
    info = f"{module}-{version}.dist-info"
    texts = {f"{module}/__init__.py": "", **files, f"{info}/METADATA": f"{head}\n\nA page.\n"}
    texts |= {
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/licenses/LICENSE": "The licence.\n",
        f"{info}/RECORD": "".join(f"{name},,\n" for name in texts),
    }
    path = folder / f"{module}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in texts.items():
            archive.writestr(zipfile.ZipInfo(inside, (1990, 1, 1, 0, 0, 0)), text)
    return path


def pip_wheel() -> Path:
    """pip's own, as Python brings it; skips the test where it does not."""
    places = (Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels"))
    found = [path for place in places for path in place.glob("pip-*.whl")]
    if not found:
        pytest.skip("this Python brings no wheel of pip")
    return found[0]


def make_bundle(folder: Path, work: Path, model: str = "fine", target: Target = HERE, version: str = "0.1.0") -> Path:
    """A bundle, unpacked, whose fer-edge is a stand-in. model: what its model's file says, which its doctor reads."""
    code = {"fer_edge/cli/app.py": "def main():\n    import fer_edge.__main__\n", "fer_edge/cli/__init__.py": ""}
    code["fer_edge/__main__.py"] = DOCTOR.format(version=version)
    wheels = [make_wheel(work / "wheels", "fer-edge", version, files=code), pip_wheel()]
    files: dict[str, Content] = {f"wheels/{path.name}": path for path in wheels}
    files |= {"models/mine/model.onnx": model.encode(), "models/mine/card.json": b"{}", "run.toml": b'camera = "0"\n'}
    files |= {"install.sh": installer(), "licences/README.md": b"# Licences\n", "sbom.cdx.json": b"{}"}
    about = About(
        version=version, target=target, model="mine", detector="haar", wheels=[read_wheel(path) for path in wheels]
    )
    write_tree(folder, sealed(files, about))
    return folder


def fill_cache(cache: Path, roots: list[str], target: Target, made: list[Path]) -> None:
    """Leave wheels where a bundle for a target looks for those of an earlier one."""
    folder = kept_folder(cache, roots, target)
    folder.mkdir(parents=True)
    for path in made:
        (folder / path.name).write_bytes(path.read_bytes())
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in made}
    (folder / SUMS).write_text("".join(f"{told}  {name}\n" for name, told in sorted(sums.items())))


def seal_again(bundle: Path, **changed: str) -> None:
    """Make the sums right again after a file was changed. changed: of the manifest's own words."""
    import json

    told = json.loads((bundle / MANIFEST).read_text())
    names = [str(path.relative_to(bundle)) for path in sorted(bundle.rglob("*")) if path.is_file()]
    sums = {name: hashlib.sha256((bundle / name).read_bytes()).hexdigest() for name in names if name not in LEFT_OUT}
    text = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    told |= {"files": sums, "id": hashlib.sha256(text.encode()).hexdigest()[:12], **changed}
    (bundle / MANIFEST).write_text(json.dumps(told))
    sums[MANIFEST] = hashlib.sha256((bundle / MANIFEST).read_bytes()).hexdigest()
    (bundle / SUMS).write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)))
