"""The bundle that a board gets: the one that is named, or one made for its kind, once."""

import threading
from collections.abc import Callable
from pathlib import Path

from fer_edge.deploy.fleet.archive import Archive, open_archive
from fer_edge.deploy.fleet.look import BoardReport


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
