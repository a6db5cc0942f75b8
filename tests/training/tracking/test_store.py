"""MLflow's stores: what they take, and that every fault of theirs is a line."""

import logging
import socket
from importlib.util import find_spec

import pytest

pytest.importorskip("mlflow")

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.training.tracking import store
from fer_edge.training.tracking.store import TrackingStore, check_store

EPOCH = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.2, "val_accuracy": 0.4, "seconds": 3.0}


def test_a_database_keeps_settings_curves_figures_and_files(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "card.json").write_text("{}")
    shelf = TrackingStore("sqlite:///mlflow.db")
    run = shelf.begin("mine", {"batch": 7, "teachers": "t" * 9000}, {"fer-edge": "1"})
    assert shelf.go_on(run) == 0
    shelf.add_epochs(run, [EPOCH | {"epoch": number} for number in range(1, 402)])  # More points than fit in a call.
    assert shelf.go_on(run) == 401
    shelf.add_results(run, {"model/val_recall/a|b": 0.5}, [tmp_path / "card.json"])
    shelf.end(run, "FINISHED")
    logged = shelf.client.get_run(run)
    assert logged.data.params["batch"] == "7" and len(logged.data.params["teachers"]) == store.LONGEST_VALUE
    assert logged.data.metrics["model/val_recall/a_b"] == 0.5 and logged.info.status == "FINISHED"
    assert shelf.client.list_artifacts(run)[0].path == "card.json"
    assert capfd.readouterr() == ("", "") and not logging.getLogger("mlflow").isEnabledFor(logging.WARNING)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.parametrize(
    ("uri", "error", "says"),
    [
        ("http://127.0.0.1:PORT", MissingError, "no server answers there"),
        ("nonsense://x", MissingError, "nonsense"),
        ("postgresql+pg8000://user@127.0.0.1/x", MissingError, "driver is not installed.*pg8000"),
        ("http://me:hidden@host:5000", UsageError, "MLFLOW_TRACKING_PASSWORD"),
        ("runs", MissingError, "sqlite:///mlflow.db"),
    ],
)
def test_a_store_that_cannot_be_used_is_a_line_before_the_run(tmp_path, monkeypatch, uri, error, says):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_ALLOW_FILE_STORE", raising=False)
    with pytest.raises(error, match=says) as told:
        check_store(uri.replace("PORT", str(free_port())))
    assert "\n" not in str(told.value) and "hidden" not in str(told.value)


def test_mlflow_that_is_not_installed_is_told_with_what_to_type(monkeypatch):
    monkeypatch.setattr(store, "find_spec", lambda name: None if name == "mlflow" else find_spec(name))
    with pytest.raises(MissingError, match=r"pip install 'fer-edge\[train,mlflow\]'"):
        check_store("sqlite:///mlflow.db")
    with pytest.raises(FerEdgeError, match="not installed"):  # In a run that goes on, which does without.
        TrackingStore("sqlite:///mlflow.db").go_on("1")
