import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.collect.takes import Takes
from fer_edge.errors import UsageError
from tests.collect.pictures import photo, save
from tests.conftest import real
from tests.waiting import until


def invoke(*words: str, **more):
    return CliRunner().invoke(data, list(words), catch_exceptions=False, **more)


def collected(folder: Path) -> Path:
    takes = Takes(folder, ("happy", "sad"), 0.2)
    takes.add(*takes.begin("sad"), np.zeros((8, 8, 1), np.uint8))
    takes.close()
    return folder


def test_delete_wants_a_yes(tmp_path):
    mine = collected(tmp_path / "mine")
    with pytest.raises(UsageError, match="add --yes"):
        invoke("collect", "--out", str(mine), "--delete")
    assert mine.exists()
    assert "deleted 1 faces" in invoke("collect", "--out", str(mine), "--delete", "--yes").output
    assert not mine.exists()


def test_pictures_are_for_crop_and_labels_are_needed(tmp_path):
    save(photo(), tmp_path / "a.png")
    with pytest.raises(UsageError, match="data crop"):
        invoke("collect", "--out", str(tmp_path / "mine"), "--classes", "a,b", "--source", str(tmp_path / "a.png"))
    with pytest.raises(UsageError, match="at least two"):
        invoke("collect", "--out", str(tmp_path / "mine"), "--detector", "haar")


@pytest.mark.skipif(os.name != "posix", reason="no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ended_at_any_time_there_are_whole_faces_alone(tmp_path, number):
    pytest.importorskip("uvicorn", reason="no uvicorn: pip install 'fer-edge[web]'")
    clip = real("clips/woman_640x360_24fps.mp4")
    words = ["--source", str(clip), "--classes", "happy,sad", "--out", "mine", "--web", "0", "--detector", "haar"]
    command = [sys.executable, "-m", "fer_edge", "data", "collect", *words, "--rate", "30"]
    around = os.environ | {"PYTHONPATH": str(Path(__file__).parents[4])}
    with (tmp_path / "said").open("w") as said:
        running = subprocess.Popen(command, cwd=tmp_path, stderr=said, stdout=said, env=around)
    try:
        until(lambda: "watch at" in (tmp_path / "said").read_text(), 30)
        address = (tmp_path / "said").read_text().partition("watch at ")[2].split()[0]
        request = urllib.request.Request(f"{address}press?label=sad", method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        until(lambda: len(list((tmp_path / "mine").rglob("take*.png"))) >= 3, 20)
    finally:
        running.send_signal(number)
        assert running.wait(15) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    takes = Takes(tmp_path / "mine", (), 0.2)
    assert takes.counts()["sad"]["train"] >= 3
    takes.close()
    left = [path.name for path in (tmp_path / "mine").rglob("*") if path.is_file()]
    assert all(name == "classes.txt" or name.startswith("take") for name in left), left
