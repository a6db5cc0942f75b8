"""The files that fer-edge reads, a right one of each kind, and what reads it."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE
from fer_edge.artifact.store import shipped_models
from fer_edge.data.labels import LABELS

ROOT = Path(__file__).parents[2]

Seed = tuple[str, bytes, Callable[[Path], None]]
"""The name of a right file, its content, and what reads it."""

PICTURES = tuple(
    kind for kind in ("bmp", "gif", "jp2", "jpg", "ppm", "ras", "tiff", "webp") if cv2.haveImageWriter(f"a.{kind}")
)
"""Suffixes, beside PNG; the lowest OpenCV that is allowed writes no GIF."""


def read_card_file(path: Path) -> None:
    """A card.json."""
    path.rename(path.with_name("card.json"))
    read_card(path.parent)


def read_state_file(path: Path) -> None:
    """A .run.json, as far as a resumed run reads it."""
    from fer_edge.system.settings import from_record
    from fer_edge.training.folders import STATE, read_reading, read_state
    from fer_edge.training.settings import TrainSettings

    path.rename(path.with_name(STATE))
    try:
        state = read_state(path.parent)
        read_reading(state, path.parent)
        from_record(TrainSettings, state.settings)
    except ValueError:  # As `resume` translates it.
        return


def read_history_file(path: Path) -> None:
    """A history.csv."""
    from fer_edge.training.history import read_history

    path.rename(path.with_name("history.csv"))
    read_history(path.parent)


def read_config_file(path: Path) -> None:
    """A --config of `run`, parsed and not run."""
    from typer.main import get_command

    from fer_edge.cli.app import USAGE_ERROR, app

    program = get_command(app)
    command = program.commands["run"]  # type: ignore[attr-defined]
    try:
        command.read_settings(command.make_context("run", ["--config", str(path)]))
    except USAGE_ERROR:
        return


def read_engine_file(path: Path) -> None:
    """A model file, opened and asked once."""
    from fer_edge.runtime.engines.opening import open_engine

    open_engine(path).predict(np.zeros((1, 48, 48, 1), np.uint8))


def read_keras_file(path: Path) -> None:
    """A model.keras."""
    from fer_edge.training.backend import prepare_training

    prepare_training()
    from fer_edge.training.keras_engine import load_keras

    load_keras(path)


def read_faces_file(path: Path) -> None:
    """A file of faces: fer2013.csv, a list, arrays."""
    from fer_edge.data.loading import load_split

    load_split(path, "train")


def read_metadata_file(path: Path) -> None:
    """A metadata.jsonl, in the folder of a data set."""
    from fer_edge.data.loading import load_split

    load_split(path.parent, "train")


def read_leave_out_file(path: Path) -> None:
    """A list of what to leave out."""
    from fer_edge.data.lists.leaving import read_reasons

    read_reasons(path)


def arrays() -> bytes:
    """A small faces.npz."""
    stored = io.BytesIO()
    labels = np.tile(np.arange(7), 2)
    np.savez(stored, faces=np.zeros((14, 16, 16), np.uint8), labels=labels, classes=np.array(LABELS))
    return stored.getvalue()


def read_classes_file(path: Path) -> None:
    """A map of classes."""
    from fer_edge.data.classes.class_map import read_class_map

    read_class_map(str(path))


def read_votes_file(path: Path) -> None:
    """A fer2013new.csv, for the rows it has."""
    from fer_edge.data.votes import load_votes

    load_votes(path, np.arange(3), ())


def read_picture_file(path: Path) -> None:
    """A picture as a source of a run."""
    from fer_edge.data.pictures import read_picture

    read_picture(path)


def read_journal_file(path: Path) -> None:
    """A journal, told in full."""
    from fer_edge.deploy.explain.report import explain
    from fer_edge.system.clocks import Moment

    told = explain([path.parent], 14 * 86_400.0, Moment(1.8e9, 5000.0, "b"))
    list(told.sentences())
    json.dumps(told.as_record())


def journal_lines() -> bytes:
    """Runs that went on through the night, and ended in each way."""
    from fer_edge.runtime.journal.records import End, LeftOut, Start, Sums, stamped, to_bytes
    from fer_edge.system.clocks import Moment

    begin = Start(version="0", pid=1, source="camera 0", model="edge", sha256="a" * 64, side=48, uncertain_below=0.4)
    seen = {"labels": {"happy": 3000}, "size": 40.0, "light": 9.0, "told": ("lost", "back"), "throttled": "0x50005"}
    sums = Sums(seconds=600.0, frames=6000, with_face=3000, faces=3000, confidence=0.5, memory=130.5, blind=9.5, **seen)
    whats = [{"start": begin}, *[{"sums": sums}] * 4, {"end": End(how="error", text="no camera", code=3)}]
    lines = [stamped(run, Moment(1.8e9 - 900, 3000.0, boot), **what) for run, boot in ("ab", "cd") for what in whats]
    left = stamped("z", Moment(1.8e9, 4000.0, "b"), left=LeftOut(runs=3, text="no camera"))
    return b"".join(map(to_bytes, [*lines, left]))


def seeds() -> dict[str, Seed]:
    """By reader."""
    card = ModelCard(name="a", labels=LABELS, side=48, architecture="edge", parameters=1, macs=1, date="2026-01-01")
    answers = {"model.onnx": {ANSWERS: ["0.4 0.6 0 0 0 0 0"]}}
    card = replace(card, trained={FACES: ["0f" * (PROBE_SIDE**2 // 2)]}, figures=answers)
    settings = {"arch": "nano", "epochs": 3, "init": ["a"], "learning_rate": 0.1, "flip_equivariant": None}
    state = json.dumps({"data": "synthetic", "votes": None, "settings": settings, "reading": {"side": 48}})
    history = "epoch,loss,accuracy,seconds,val_loss,val_accuracy\n1,1.9,0.2,3.0,1.8,0.3\n2,1.7,0.3,3.1,1.7,0.35\n"
    toml = 'camera = "0"\nfps = 5\nsmoothing = 0.3\nheadless = true\n[run]\nthreads = 2\njsonl = "a.jsonl"\n'
    row = " ".join(str(pixel % 256) for pixel in range(48 * 48))
    rows = "".join(f"{emotion},{row},Training\n" for emotion in range(7))
    votes = "Usage,Image name,neutral,happiness\n" + 3 * "Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0\n"
    picture = ROOT / "models" / "nano" / "confusion.png"
    listed = [f"{label}.png,{label},train" for label in LABELS]
    metadata = [json.dumps({"file_name": f"{label}.png", "label": label}) for label in LABELS]
    return {
        "card": ("card.json", card.to_json().encode(), read_card_file),
        "state": ("state.json", state.encode(), read_state_file),
        "history": ("h.csv", history.encode(), read_history_file),
        "toml": ("run.toml", toml.encode(), read_config_file),
        "journal": ("000001_2027-01-15.jsonl", journal_lines(), read_journal_file),
        "csv": ("fer2013.csv", f"emotion,pixels,Usage\n{rows}".encode(), read_faces_file),
        "list": ("l.csv", "\n".join(["path,label,split", *listed]).encode(), read_faces_file),
        "leave": ("l.csv", b'path,label,split,reason\na.png,sad,train,blank: x\n"b,.png",,,x\n', read_leave_out_file),
        "metadata": ("metadata.jsonl", "\n".join(metadata).encode(), read_metadata_file),
        "npz": ("faces.npz", arrays(), read_faces_file),
        "classes": ("map.toml", b'"1" = "surprise"\nJoy = "happy"\nblur = ""\n', read_classes_file),
        "votes": ("fer2013new.csv", votes.encode(), read_votes_file),
        "picture": ("a.png", picture.read_bytes(), read_picture_file),
        **{kind: (f"a.{kind}", _picture(kind), read_picture_file) for kind in PICTURES},
        "onnx": ("model.onnx", (ROOT / "tests/standin/standin_7x48.onnx").read_bytes(), read_engine_file),
        "keras": ("model.keras", (shipped_models() / "nano/model.keras").read_bytes(), read_keras_file),
        "tflite": ("model.tflite", (shipped_models() / "nano/model.int8.tflite").read_bytes(), read_engine_file),
    }


def _picture(kind: str) -> bytes:
    """A small picture of a kind that OpenCV writes."""
    shades = np.linspace(0, 255, 48 * 48 * 3).reshape(48, 48, 3).astype(np.uint8)
    return bytes(cv2.imencode(f".{kind}", shades)[1].tobytes())
