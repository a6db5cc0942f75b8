"""An Ansible role that does what `deploy` does: the same bundle, the same install.sh, the same proof."""

import shutil
from pathlib import Path

from fer_edge.deploy.fleet.look import script
from fer_edge.errors import FerEdgeError, UsageError

NAME = "fer_edge"


def write_role(folder: Path) -> Path:
    """Write the role into a folder of roles, which is made if need be; its path.

    Raises UsageError when there is one already, FerEdgeError when it cannot be written.
    """
    target = folder / NAME
    if target.exists():
        raise UsageError(f"{target} is there already: name another folder, or take it away first")
    try:
        shutil.copytree(Path(__file__).parent / "role", target)
        program = target / "files" / "prove.sh"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script('prove')}", encoding="utf-8")
    except OSError as error:
        raise FerEdgeError(f"cannot write {target}: {error.strerror}; name another folder") from error
    return target
