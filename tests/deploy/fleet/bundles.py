"""A little bundle after the real one's contract: its fer-edge is a script, which is told here how to behave."""

import hashlib
import io
import json
import platform
import random
import sys
import tarfile
from pathlib import Path

INSTALL = r"""#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd); prefix=; order=install
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$2; shift ;;
    --rollback|--uninstall|--status) order=$1 ;;
  esac
  shift
done
put() { ln -sfn "$2" "$prefix/.$1.new" && mv -T "$prefix/.$1.new" "$prefix/$1"; }
case $order in
  --uninstall) rm -rf "$prefix"; exit 0 ;;
  --rollback)
    before=$(readlink "$prefix/previous") || { echo "nothing to go back to" >&2; exit 1; }
    gone=$(readlink "$prefix/current")
    put current "$before" && rm -rf "$prefix/previous" "$prefix/$gone"
    exit 0 ;;
esac
id=$(sed -n 's/.*"id": "\([^"]*\)".*/\1/p' "$here/manifest.json")
if ! (cd "$here" && sha256sum -c --quiet SHA256SUMS >/dev/null 2>&1); then
  echo "install.sh: SHA256SUMS: a file is damaged" >&2; exit 4
fi
if [ -f "$here/waits" ]; then
  touch "$prefix.waiting"; while [ ! -f "$prefix.go" ]; do sleep 0.05; done
fi
if [ -f "$here/refuses" ]; then echo "working" >&2; echo "install.sh: a probe answers otherwise" >&2; exit 4; fi
mkdir -p "$prefix/versions/$id" "$prefix/bin" "$prefix/config"
cp "$here/manifest.json" "$here/program" "$prefix/versions/$id/"
[ -f "$prefix/config/run.toml" ] || cp "$here/run.toml" "$prefix/config/run.toml"
if [ -L "$prefix/current" ]; then put previous "$(readlink "$prefix/current")"; fi
put current "versions/$id"
cp "$here/install.sh" "$prefix/install.sh"
printf '#!/bin/sh\nexec sh "$(dirname "$0")/../current/program" "$@"\n' >"$prefix/bin/fer-edge"
chmod 755 "$prefix/bin/fer-edge"
"""

PROGRAM = """case $1 in
  doctor) case "$*" in *--config*) cat "$7" >&2; grep -q odd "$7" && exit 2 ;; esac; {doctor} ;;
  bench) echo '{{"board": {{"model": "little"}}, "rows": []}}' ;;
esac
"""
WELL = """echo '[{"name": "loop", "found": "24.0 frames/s, 240 of 240 with a face"}]'"""
SICK = 'echo "fer-edge: no face was found in 240 frames" >&2; exit 4'


def make_bundle(folder: Path, version: str, *, size: int = 3_000_000, well: bool = True, **more: str) -> Path:
    """A .tar.gz for this machine with so many bytes of ballast. more: machine, python, glibc; `refuses`, `waits`."""
    name = f"fer-edge-{version}-little"
    files = {
        "install.sh": INSTALL.encode(),
        "program": PROGRAM.format(doctor=WELL if well else SICK).encode(),
        "run.toml": b"camera = 0\n",
        "ballast": random.Random(version).randbytes(size),
    }
    files |= {knob: b"" for knob in ("refuses", "waits") if knob in more}
    whole = hashlib.sha256(b"".join(files[file] for file in sorted(files)) + version.encode())
    manifest = {"format": 1, "fer_edge": version, "target": "little", "id": whole.hexdigest()[:12], "files": {}}
    manifest |= {"machine": platform.machine(), "python": "{}.{}".format(*sys.version_info), "glibc": "2.17"}
    manifest |= {key: value for key, value in more.items() if key in manifest}
    files["manifest.json"] = json.dumps(manifest).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {file}\n" for file, content in files.items())
    path = folder / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=0) as tar:
        for file, content in (files | {"SHA256SUMS": sums.encode()}).items():
            member = tarfile.TarInfo(f"{name}/{file}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def bundle_id(path: Path) -> str:
    """The id in a bundle's manifest."""
    with tarfile.open(path) as tar:
        member = next(one for one in tar if one.name.endswith("manifest.json"))
        return json.load(tar.extractfile(member))["id"]
