"""The store that the processes of a study share, and the turn they take at it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.messages import masked
from fer_edge.system.writing.locks import open_locked

if TYPE_CHECKING:
    import optuna
    from optuna.storages import RDBStorage

HEARTBEAT, GRACE = 15, 60
"""Seconds from one sign of life of a trial to the next, and without one until it counts as failed."""

PATIENCE = 120
"""Seconds to wait for another process: for its turn, or for its writing to SQLite."""

FILE = "study.db"

DRIVERS = {
    "psycopg": "'fer-edge[tune,postgres]'",
    "psycopg2": "psycopg2-binary",  # Which SQLAlchemy before 2.1 takes for postgresql://.
    "MySQLdb": "mysqlclient",
}
"""What to install for a module, where that has another name."""


def require_optuna() -> None:
    """Raises MissingError when the package is not installed."""
    if find_spec("optuna") is None:
        raise MissingError("optuna not installed: pip install 'fer-edge[train,tune]'")


def address(storage: str | None, folder: Path) -> str:
    """The address of a store: as given; of a file's path, or of the file in a study's folder, SQLite's."""
    if storage and "://" in storage:
        return storage
    return f"sqlite:///{Path(storage or folder / FILE).absolute()}"


def open_storage(url: str) -> "RDBStorage":
    """Open a store, made where there is none. Raises what `storage_told` does."""
    from optuna.storages import RDBStorage
    from sqlalchemy import NullPool

    with storage_told(url), quiet():
        # No connection to a server is held while a trial trains for minutes: it could be cut unnoticed meanwhile.
        options = {"connect_args": {"timeout": PATIENCE}} if url.startswith("sqlite:") else {"poolclass": NullPool}
        return RDBStorage(url, engine_kwargs=options, heartbeat_interval=HEARTBEAT, grace_period=GRACE)


@contextmanager
def storage_told(url: str) -> Iterator[None]:
    """Foreign errors of a store as ours, without what its address may hold.

    Raises UsageError when the address is none, MissingError when its driver is not installed, FerEdgeError when the
    store does not answer or is of another program.
    """
    from optuna.exceptions import StorageInternalError
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    shown = masked(url)
    try:
        yield
    except ImportError as error:
        raise MissingError(f"--storage {shown}: its driver is not installed: pip install {_driver(error)}") from error
    except ArgumentError as error:
        way_out = "expected a file, or an address such as postgresql://user@host/name"
        raise UsageError(f"--storage {shown} is none that can be opened: {way_out}") from error
    except (SQLAlchemyError, StorageInternalError, RuntimeError) as error:
        cause = error.__cause__ or error
        raise FerEdgeError(f"--storage {shown} cannot be used: {masked(_first(cause))}") from error


def _driver(error: BaseException) -> str:
    """The package with the module that an import did not find, which Optuna tells of in an error of its own."""
    cause: BaseException | None = error
    while cause and not (isinstance(cause, ModuleNotFoundError) and cause.name):
        cause = cause.__cause__ or cause.__context__
    module = str(cause.name) if isinstance(cause, ModuleNotFoundError) else "the driver that its address names"
    return DRIVERS.get(module, module)


def _first(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextmanager
def quiet() -> Iterator[None]:
    """Optuna tells of every trial, and warns of what it may change one day."""
    import warnings

    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings(action="ignore"):
        yield


def release_lost(study: "optuna.Study") -> None:
    """Count trials of processes that give no sign of life as failed, also of those killed before their first.

    A trial that has begun has a "folder" among its attributes.
    """
    import optuna

    optuna.storages.fail_stale_trials(study)
    for one in study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,)):
        began = one.datetime_start
        if "folder" not in one.user_attrs and began and (datetime.now() - began).total_seconds() >= GRACE:
            with suppress(ValueError, RuntimeError):  # Another process was quicker.
                study.tell(one.number, state=optuna.trial.TrialState.FAIL)


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait until no other process of this machine holds the file `path`, and hold it.

    Raises FerEdgeError when it takes too long.
    """
    import os

    began = time.monotonic()
    while (file := open_locked(path)) is None:
        if time.monotonic() - began > PATIENCE:
            raise FerEdgeError(f"another process holds {path} for {PATIENCE} s: end it, or name another --study")
        time.sleep(0.1)
    try:
        yield
    finally:
        os.close(file)
