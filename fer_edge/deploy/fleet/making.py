"""The bundle that a board gets: the one that is named, or one made for its kind, once."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from fer_edge.deploy.fetch import Report
from fer_edge.deploy.fleet.archive import Archive, open_archive
from fer_edge.deploy.fleet.look import BoardReport
from fer_edge.errors import MissingError
from fer_edge.system.files import cache_folder, make_folder


class Archives:
    """Bundles for boards. named: the only one there is, or None. make: the path of a new one for a target.

    Raises, as `open_archive`, when the named one is no whole bundle.
    """

    def __init__(self, named: Path | None, make: Callable[[str], Path]) -> None:
        self._named = None if named is None else open_archive(named)
        self._make, self._made, self._lock = make, dict[str, Archive](), threading.Lock()

    def archive_for(self, board: BoardReport) -> Archive:
        """The bundle for such a board. Others that need one wait while it is made."""
        if self._named is not None:
            return self._named
        with self._lock:
            if board.target not in self._made:
                self._made[board.target] = open_archive(self._make(board.target))
            return self._made[board.target]


def make_bundle(target: str, model: str | None, report: Report) -> Path:
    """A bundle for a target by its name, kept where its wheels are. model: None is the newest.

    Raises MissingError when there are none for such a board, and what the making of a bundle raises.
    """
    from fer_edge.deploy.bundle.contents import RunConfig
    from fer_edge.deploy.bundle.make import Places, collect, write_bundle
    from fer_edge.deploy.bundle.settings import BundleSettings
    from fer_edge.deploy.bundle.target import TARGETS

    if target not in TARGETS:
        raise MissingError(f"there is no bundle for {target}: expected a board that is one of {', '.join(TARGETS)}")
    wanted = BundleSettings(target=TARGETS[target], model=model)
    cache = make_folder(cache_folder() / "bundle")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".work-") as work:
        made = collect(wanted, TARGETS[target], RunConfig(), Places(cache=cache, work=Path(work)), report)
        path = cache / f"{made.name}.tar.gz"
        write_bundle(made, path, lambda here, all_: None)
    return path
