"""A trial in a process of its own: its epochs, its end, and that it never stays behind."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.training.folders import MODELS, PRUNED
from fer_edge.training.settings import TrainSettings
from fer_edge.tuning.process import train_apart
from fer_edge.tuning.trial import PrunedError, TrialTask
from tests.cli.commands.test_train import few_faces

ROOT = Path(__file__).parents[2]
TASK = TrialTask(data="faces", votes=None, reading={}, folder="x", settings={}, objective="accuracy", shift_faces=7)


def program(text: str) -> tuple[str, ...]:
    return sys.executable, "-c", f"import json, os, sys\nsys.stdin.readline()\n{text}"


def epochs(*numbers: int) -> str:
    told = "print(json.dumps({{'epoch': {0}, 'accuracy': {0} / 10}}), flush=True); answer = sys.stdin.readline()\n"
    return "".join(told.format(number) for number in numbers)


def test_epochs_are_told_and_the_result_comes_back():
    heard = []
    text = epochs(1, 2) + "print(json.dumps({'result': {'value': 0.5, 'accuracy': 0.6, 'faces': 3}}))"
    done = train_apart(TASK, lambda *told: heard.append(told) is None, program(text))
    assert heard == [(1, 0.1), (2, 0.2)] and (done.value, done.accuracy, done.faces) == (0.5, 0.6, 3)


def test_it_is_told_to_stop():
    text = epochs(1) + "print(json.dumps({'pruned': answer.strip()}), flush=True)"
    with pytest.raises(PrunedError, match="stop"):
        train_apart(TASK, lambda epoch, accuracy: False, program(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("print(json.dumps({'error': 'no faces'}))", "no faces"),
        ("os.kill(os.getpid(), 9)", "died of SIGKILL, perhaps for want of memory"),
        ("sys.exit('it broke')", "exit code 1: it broke"),
        ("sys.stdout.write('{')", "exit code 0: without a word"),
    ],
)
def test_why_a_trial_failed_is_told(text, told):
    with pytest.raises(FerEdgeError, match=told):
        train_apart(TASK, lambda epoch, accuracy: True, program(text))


def test_a_process_ends_with_its_asker():
    text = "import sys, threading, time\nfrom fer_edge.tuning.worker import _listen\nimport queue\n"
    text += "threading.Thread(target=_listen, args=(sys.stdin, queue.SimpleQueue()), daemon=True).start()\n"
    text += "print('ready', flush=True)\ntime.sleep(50)"
    with subprocess.Popen([sys.executable, "-c", text], cwd=ROOT, stdin=-1, stdout=-1) as process:
        assert process.stdout and process.stdin and process.stdout.readline() == b"ready\n"
        process.stdin.close()
        assert process.wait(20) == 1


TINY = """
from fer_edge.training import networks
from tests.training.tiny import TINY
networks.FEATURES |= TINY
from fer_edge.tuning.worker import main
main()
"""


@pytest.fixture
def real(tmp_path, monkeypatch) -> TrialTask:
    pytest.importorskip("keras")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    settings = TrainSettings(arch="nano", epochs=2, batch=7, augment=0.0)
    return replace(
        TASK,
        data=few_faces(tmp_path / "faces"),
        folder="tune-a/trial-000",
        settings=asdict(settings),
        objective="shifted",
    )


def test_a_real_trial_reads_what_its_card_says(real):
    heard = []
    done = train_apart(real, lambda *told: heard.append(told) is None, (sys.executable, "-c", TINY))
    card = json.loads((MODELS / real.folder / "card.json").read_text())
    figures = card["figures"]["model.keras"]
    assert [epoch for epoch, _ in heard] == [1, 2] and done.accuracy == figures["accuracy"] and done.faces == 14
    assert done.value == pytest.approx(figures["robustness"]["mean"], abs=1e-4)
    assert figures["robustness_faces"] == 7 and done.sha256 == card["trained"]["sha256"]


def test_a_real_trial_that_is_pruned_leaves_its_history_alone(real):
    with pytest.raises(PrunedError):
        train_apart(real, lambda epoch, accuracy: False, (sys.executable, "-c", TINY))
    left = {path.name for path in (MODELS / real.folder).iterdir()}
    assert left == {".run.json", "history.csv", PRUNED}
