"""An MLflow tracking store as a run needs it: every foreign error is one of ours, and none is waited for long."""

import logging
import os
import re
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.logins import split_login
from fer_edge.system.messages import masked
from fer_edge.training.history import Epoch

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "fer-edge"
"""Where runs go, unless MLFLOW_EXPERIMENT_NAME says otherwise."""

COUNTED = "val_accuracy"
"""The metric by which the epochs are counted that a store has."""

CURVES = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds")

LONGEST_VALUE = 6000
"""Characters of a param that MLflow takes."""

INSTALL = "pip install 'fer-edge[train,mlflow]'"

ENVIRONMENT = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",  # Of MLflow's own accord it is seven, and training waits for minutes.
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # Which may be the results', as JSON.
}
"""What MLflow is told where the user's environment says nothing."""


class TrackingStore:
    """One store, and of its runs the one that is named by its id.

    uri: of MLflow, such as http://host:5000 or sqlite:///mlflow.db. Everything raises FerEdgeError when the store does
    not do it.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri

    @cached_property
    def client(self) -> "MlflowClient":
        """MLflow's own, opened when it is needed first: a run that goes on may do so without its store."""
        for name, value in ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        from mlflow import MlflowClient

        return MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)

    def experiment(self) -> str:
        """The id of the experiment, which is made where there is none."""
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
        with self._told():
            found = self.client.get_experiment_by_name(name)
            return found.experiment_id if found else self.client.create_experiment(name)

    def begin(self, name: str, params: Mapping[str, Any], tags: Mapping[str, str]) -> str:
        """A new run with its settings; its id."""
        from mlflow.entities import Param

        experiment = self.experiment()
        with self._told():
            run = self.client.create_run(experiment, tags=dict(tags), run_name=name).info.run_id
            listed = [Param(key, str(value)[:LONGEST_VALUE]) for key, value in params.items()]
            self.client.log_batch(run, params=listed)
            return run

    def go_on(self, run: str) -> int:
        """Mark a run as running again; the last epoch that the store has of it, from 1, or 0."""
        with self._told():
            self.client.update_run(run, status="RUNNING")
            return max((point.step for point in self.client.get_metric_history(run, COUNTED)), default=0)

    def add_epochs(self, run: str, epochs: Sequence[Epoch]) -> None:
        """Add a point to each curve for each epoch; its step is the epoch's number."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        points = [Metric(key, epoch[key], now, int(epoch["epoch"])) for epoch in epochs for key in CURVES]
        with self._told():
            for start in range(0, len(points), 1000):  # MLflow takes no more at a time.
                self.client.log_batch(run, metrics=points[start : start + 1000])

    def add_results(self, run: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        """Add the figures of the model that was kept, and its files."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        with self._told():
            self.client.log_batch(run, metrics=[Metric(_plain(key), figures[key], now, 0) for key in figures])
            for path in files:
                self.client.log_artifact(run, str(path))

    def end(self, run: str, status: str) -> None:
        """Mark a run as FINISHED, FAILED or KILLED."""
        with self._told():
            self.client.set_terminated(run, status)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Foreign errors as ours, in a line, and no lines or warnings of MLflow's own."""
        shown = masked(self.uri)
        if find_spec("mlflow") is None:
            raise MissingError(f"MLflow for {shown} is not installed: {INSTALL}")
        with warnings.catch_warnings(action="ignore"):
            from mlflow.exceptions import MlflowException

            for name in ("mlflow", "alembic"):  # Which their import has set to tell everything.
                logging.getLogger(name).setLevel(logging.ERROR)
            try:
                yield
            except ImportError as error:
                raise MissingError(f"MLflow at {shown}: its driver is not installed ({error})") from error
            except (MlflowException, OSError) as error:
                raise FerEdgeError(f"MLflow at {shown}: {_reason(error)}") from error


def check_store(uri: str) -> None:
    """Look whether a run can be logged there, before the work begins.

    Raises MissingError when MLflow is not installed or the store does not answer, UsageError for a password in the URI.
    """
    if find_spec("mlflow") is None:
        raise MissingError(f"--mlflow needs MLflow: {INSTALL}")
    try:
        password = split_login(uri)[2]
    except ValueError as error:
        raise UsageError(f"--mlflow {masked(uri)}: {error}") from error
    if password:
        way_out = "leave it out and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or PGPASSWORD"
        raise UsageError(f"--mlflow: a password on a command line is seen by others; {way_out}")
    try:
        TrackingStore(uri).experiment()
    except MissingError:
        raise
    except FerEdgeError as error:
        raise MissingError(f"--mlflow: nothing can be logged: {error}") from error


def _reason(error: Exception) -> str:
    """What went wrong, in a sentence."""
    text = str(error)
    if "MLFLOW_ALLOW_FILE_STORE" in text:
        return "MLflow no longer writes to folders; name a server or a database, such as sqlite:///mlflow.db"
    if re.search("failed with (timeout )?exception", text):
        return "no server answers there"
    return masked(next(iter(text.strip().splitlines()), "") or type(error).__name__)[:300]


def _plain(key: str) -> str:
    """A metric's name with the characters that MLflow takes, whatever a label is called."""
    return re.sub(r"[^\w\-. /]", "_", key)
