"""What the first process of a run tells the others: what is trained, and from where it goes on."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from fer_edge.errors import DataError
from fer_edge.training.folders import BACKUP, RunState
from fer_edge.training.model_card import Data


def broadcast(content: bytes) -> bytes:
    """The bytes that the first process gives, in every process."""
    from jax.experimental.multihost_utils import broadcast_one_to_all

    size = int(broadcast_one_to_all(np.array(len(content), np.int32)))
    given = np.frombuffer(content, np.uint8) if len(content) == size else np.zeros(size, np.uint8)
    return np.asarray(broadcast_one_to_all(given)).tobytes()


def tell_run(state: RunState, data: Data, folder: Path) -> None:
    """Tell the other processes what the run in `folder` is, and hand them its backup, of which it may go on."""
    kept = sorted(path for path in (folder / BACKUP).glob("*") if path.is_file())
    contents = [path.read_bytes() for path in kept]
    digests = [data.train.digest(), data.validation.digest()]
    files = [[path.name, len(content)] for path, content in zip(kept, contents, strict=True)]
    broadcast(json.dumps({"state": asdict(state), "digests": digests, "files": files}).encode())
    broadcast(b"".join(contents))


def hear_run(folder: Path) -> tuple[RunState, list[str]]:
    """What the first process told: the run, and the digests of its faces. Its backup is put into `folder`."""
    told = json.loads(broadcast(b""))
    content = broadcast(b"")
    (folder / BACKUP).mkdir(exist_ok=True)
    for name, size in told["files"]:
        (folder / BACKUP / name).write_bytes(content[:size])
        content = content[size:]
    return RunState(**told["state"]), told["digests"]


def check_same_faces(data: Data, digests: list[str]) -> None:
    """Raises DataError when these are not the faces that the first process has."""
    if [data.train.digest(), data.validation.digest()] != digests:
        raise DataError(f"{data.name} has other faces here than on the first host: give all hosts the same files")
