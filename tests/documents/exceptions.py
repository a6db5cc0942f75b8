"""What of the documents is typed otherwise here, or not run, and why. A pattern that fits nothing fails."""

import re
from pathlib import Path

NOT_RUN = {
    r"^make \w+": "minutes of work, in an environment of its own; what `make demo` types, the tests type one by one",
    r"^(ssh|scp) ": "there is no second machine",
    r"^tar xzf fer-edge-|^\S*install\.sh": "wants a bundle of 90 MB; tests/deploy/bundle installs small ones",
    r"^fer-edge train .*--distribute ": "wants several devices; tests/training/distribution has two processes",
    r"--mlflow http": "no server of MLflow is here; tests/training/tracking writes to a file of its",
    r"--arch mobilenetv3|^fer-edge export mobilenetv3": "takes a minute; tests/training/networks has these networks",
    r"\bpip install\b|python3 -m venv": "packages come from the network; it is how the machine of the tests was made",
}
"""Lines that are not run. The options of those that are fer-edge's are held against the command all the same."""

CHANGED = {
    r"--camera \S+": ("--source clip.mp4", "no camera is here"),
    r"\brtsp://camera/stream": ("clip.mp4", "no camera is here"),
    r"--web \d+": ("--web 0", "another program may have that port"),
    r"--model models/edge\b": ("--model edge", "the unpacked bundle with that folder is not here"),
    r"\bDIR\b": ("data", "stands for any data set"),
    r"--labels a,b,c\b": ("--labels happy,sad,neutral", "stands for the labels of the file, which here are these"),
    r"--out mine --delete\b": ("--out unwanted --delete", "mine is trained on afterwards"),
    r"\bbefore\.json\b": ("now.json", "the same files measured twice here may differ by more than allowed"),
    r"--resume --name edge\b": ("--resume --name stopped", "edge has ended; this one was killed"),
}
"""What stands in the place of what is not here, and why."""

ADDED = {
    "run": "--headless --max-frames 6",  # No display, no hour.
    "train": "--epochs 1 --batch 16 --warmup 0 --augment 0 --degrade 0 --turned 0",  # Seconds.
    "export": "--max-drop 1 --shift-faces 0",  # One epoch's network is easily upset.
    "adopt": "--max-drop 1 --shift-faces 0",
    "bench": "--threads 1 --runs 3 --seconds 0.1 --warmup 1",  # Times that nobody reads.
    "tune": "--trials 2 --epochs 1",  # Each is a formula: see stand_ins.py.
    "data collect": "--web 0 --yes",  # Any free port; nobody is here to be asked.
    "service install": "--unit-dir units",  # Not this machine's own.
}
"""Options after those that are typed, so that a line ends in seconds and touches nothing but its folder."""

WITHOUT = {"--resume": "train", "compare": "bench", "--source": "bench", "--delete": ""}
"""Where a word stands, what is added for this command would be refused or is of no use."""

BEFORE = {
    "explain": (
        ".local/state/fer-edge/journal",
        "run --source clip.mp4 --headless --max-frames 3 --journal .local/state/fer-edge/journal",
    ),
    "train --from edge": ("models/edge", "train --name edge --epochs 1 --batch 16 --warmup 0 --augment 0"),
}
"""What a command wants to be there, and the command that is typed before it where it is not."""

OPTIONAL = ("jq",)
"""Programs whose part of a line is left out where they are not installed."""


def why_not(text: str) -> str:
    """Why a line is not run, or ""."""
    return next((why for pattern, why in NOT_RUN.items() if re.search(pattern, text)), "")


def changed(text: str) -> str:
    """The line as it is typed here."""
    for pattern, (instead, _) in CHANGED.items():
        text = re.sub(pattern, instead, text)
    return text


def added(words: list[str]) -> list[str]:
    """What is typed after these words of fer-edge's."""
    name = next((name for name in ADDED if words[: len(name.split())] == name.split()), "")
    left_out = any(word in words and WITHOUT[word] == name for word in WITHOUT)
    more = [] if left_out or not name else ADDED[name].split()
    return more + (["--source", "clip.mp4"] if name == "run" and "--source" not in words else [])


def before(words: list[str]) -> list[list[str]]:
    """What is typed before these words of fer-edge's."""
    return [
        command.split()
        for name, (wanted, command) in BEFORE.items()
        if words[: len(name.split())] == name.split() and not Path(wanted).exists()
    ]
