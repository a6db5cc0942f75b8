"""A run in a tracking store: every epoch once, whatever the store and the run go through."""

import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import FerEdgeError  # noqa: E402 - after the skip
from fer_edge.metrics import score  # noqa: E402
from fer_edge.training.backend import Backend  # noqa: E402
from fer_edge.training.folders import TRACKED, new_folder, stopped_run  # noqa: E402
from fer_edge.training.runs import begin, resume, train  # noqa: E402
from fer_edge.training.settings import RunSettings, TrainSettings  # noqa: E402
from fer_edge.training.tracking.run import TrackedRun, read_tracked, track  # noqa: E402
from tests.data.layouts import write_own_labels  # noqa: E402


class Shelf:
    """A store in memory; `away` counts the calls that it does not answer, and of the first it keeps what it got."""

    def __init__(self):
        self.epochs, self.states, self.figures, self.files, self.away = [], [], {}, [], 0

    def _answer(self):
        if self.away:
            self.away -= 1
            raise FerEdgeError("away")

    def begin(self, name, params, tags):
        return "1"

    def go_on(self, run):
        self._answer()
        self.states.append("RUNNING")
        return max(self.epochs, default=0)

    def add_epochs(self, run, epochs):
        self.epochs += [epoch["epoch"] for epoch in epochs]
        self._answer()

    def add_results(self, run, figures, files):
        self._answer()
        self.figures, self.files = figures, [file.name for file in files]

    def end(self, run, status):
        self._answer()
        self.states.append(status)


def away_from(epoch: int, shelf: Shelf, calls: int) -> keras.callbacks.Callback:
    """The store goes away in an epoch, from 0, for so many calls."""

    def leave(number, logs):
        shelf.away = calls if number == epoch else shelf.away

    return keras.callbacks.LambdaCallback(on_epoch_begin=leave)


@pytest.mark.parametrize("calls", [1, 2])
def test_a_store_that_goes_away_costs_one_line_and_no_epoch(tiny, tmp_path, calls):
    shelf, told = Shelf(), []
    with TrackedRun(shelf, "1", tmp_path, told.append) as tracked:
        tiny.train(tmp_path, tiny.settled(epochs=4, ema=0.5), away_from(1, shelf, calls), tracked)
    assert shelf.epochs == [1, 2, 3, 4] and shelf.states[-1] == "FINISHED"
    assert told == ["away; training goes on, and sends what is missing when it answers", "MLflow answers again"]


def test_a_store_that_never_comes_back_leaves_the_run_and_its_model(tiny, tmp_path):
    shelf, told = Shelf(), []
    faces = tiny.coloured_faces()
    with TrackedRun(shelf, "1", tmp_path, told.append) as tracked:
        tiny.train(tmp_path, tiny.settled(epochs=2, ema=0.5), away_from(0, shelf, 99), tracked)
        tracked.conclude(score(keras.utils.to_categorical(faces.labels), faces.labels), faces.classes)
    assert (tmp_path / "model.keras").is_file() and len(told) == 2
    assert told[1].startswith("the model is not in MLflow") and shelf.figures == {}


class Stop(keras.callbacks.Callback):
    """Ends a run in its second epoch, as Ctrl-C does."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


@pytest.mark.parametrize(("error", "state"), [(KeyboardInterrupt, "KILLED"), (FerEdgeError, "FAILED")])
def test_how_a_run_ended_is_told(tmp_path, error, state):
    shelf = Shelf()
    with pytest.raises(error), TrackedRun(shelf, "1", tmp_path, print) as tracked:
        tracked.on_train_begin()
        raise error
    assert shelf.states == ["RUNNING", state]


def test_a_run_that_another_process_is_at_work_on_keeps_its_state(tmp_path):
    shelf = Shelf()
    with pytest.raises(FerEdgeError), TrackedRun(shelf, "1", tmp_path, print):
        raise FerEdgeError("another process is training")
    assert shelf.states == []


def test_a_run_that_was_stopped_goes_on_in_the_same_run_of_mlflow(tiny, tmp_path, monkeypatch):
    pytest.importorskip("mlflow")
    from fer_edge.training.tracking.store import TrackingStore

    monkeypatch.chdir(tmp_path)
    write_own_labels(tmp_path / "faces" / "train")
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    settings = TrainSettings(arch="nano", epochs=3, batch=7, augment=0.0)
    run = begin("faces", RunSettings(name="mine"), settings, Backend("tensorflow", False), print)
    with pytest.raises(KeyboardInterrupt), track(run, uri, "tensorflow", print) as tracked:
        train(run.settings, run.data, run.folder, (tracked, Stop()))
    known = read_tracked(run.folder)
    again = resume(RunSettings(), print)
    with track(again, None, "tensorflow", print) as tracked:
        tracked.conclude(train(again.settings, again.data, again.folder, (tracked,)), again.data.train.classes)
    client = TrackingStore(uri).client
    logged = client.get_run(known.run)
    assert logged.info.status == "FINISHED" and logged.data.params["batch"] == "7"
    assert [point.step for point in client.get_metric_history(known.run, "val_accuracy")] == [1, 2, 3]
    assert "model/val_recall/awake" in logged.data.metrics
    files = {file.path for file in client.list_artifacts(known.run)}
    assert files == {"model.keras", "card.json", "history.csv", "curves.png", "confusion.png"}
    assert len(client.search_runs([logged.info.experiment_id])) == 1 and not (run.folder / TRACKED).exists()


def test_what_is_logged_of_a_run_hinders_neither_a_new_one_nor_going_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    for name in (".run.json", TRACKED):
        (folder / name).touch()
    assert stopped_run("mine").name == new_folder("mine", "edge").name == "mine"
    with pytest.raises(FerEdgeError, match="without MLflow"):
        read_tracked(folder)
