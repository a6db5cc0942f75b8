"""Charts from the cards of the shipped models and from benchmarks/peers.json; accuracy is FER2013's validation split's.

The peers' accuracy in `size_and_time` was read with their own weights, one pass, on the split that is named.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

from benchmarks.pictures import FOLDER
from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models

PEERS = (
    ("big_XCEPTION", 2.6, 65.6, "validation"),
    ("big_XCEPTION", 2.6, 66.9, "test"),
    ("mini_XCEPTION", 0.87, 66.0, "test"),
    ("face-api.js", 0.33, 58.8, "test"),
)
"""Name, MB, accuracy in per cent of one pass, and the split of FER2013 it was measured on; their own weights."""

MEASURED = Path(__file__).parents[1] / "peers.json"
OURS, OTHER, DPI = "#2a6fdb", "#888", 110
MODELS = ("edge", "nano")


def size_and_time() -> None:
    """Accuracy against the size of the file, and against the time of a face on one core."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.4), layout="constrained", sharey=True)
    _sizes(left)
    _times(right)
    left.set_ylabel("accuracy on FER2013, %")
    figure.savefig(FOLDER / "size_and_time.png", dpi=DPI)


def _sizes(axis: Any) -> None:
    for split, marker in (("validation", "o"), ("test", "s")):
        points = [(name, size, share) for name, size, share, on in PEERS if on == split]
        axis.scatter(*zip(*(p[1:] for p in points), strict=True), marker=marker, color=OTHER, label=f"peers, {split}")
        for name, size, share in points:
            _name(axis, name, size, share, OTHER)
    ours = [
        (f"{model}, {'int8' if 'int8' in file else 'float'}", file, figures["bytes"] / 1e6, 100 * figures["accuracy"])
        for model in MODELS
        for file, figures in _card(model).figures.items()
        if "bytes" in figures
    ]
    axis.scatter([p[2] for p in ours], [p[3] for p in ours], color=OURS, label="fer-edge, validation", zorder=3)
    for name, file, size, share in ours:
        if file.endswith(".onnx"):  # The two runtimes' files of a kind lie side by side: one name for both.
            _name(axis, name, size, share, OURS)
    _logarithmic(axis, "size of the file, MB", (0.1, 0.2, 0.5, 1, 2, 5), (0.1, 9))
    axis.legend(loc="lower right")


def _times(axis: Any) -> None:
    measured = json.loads(MEASURED.read_text())
    rows = [row for row in measured["rows"] if None not in (row["accuracy"], row["face_ms"])]
    placed: list[tuple[float, float]] = []
    for row in sorted(rows, key=lambda row: row["face_ms"]):
        color = OURS if row["package"].startswith("fer-edge") else OTHER
        point = row["face_ms"], 100 * row["accuracy"]
        axis.scatter(*point, color=color, zorder=3)
        beside = any(point[0] < 2 * x and abs(point[1] - y) < 0.5 for x, y in placed)
        _name(axis, row["name"], *point, color, below=beside)
        placed.append(point)
    label = f"time of a face on one core ({measured['board']['cpu']}), ms"
    _logarithmic(axis, label, (0.1, 0.2, 0.5, 1, 5, 20, 50), (0.05, 90))


def _name(axis: Any, name: str, x: float, y: float, color: str, below: bool = False) -> None:
    place, side = ((6, -13), "right") if below else ((6, 5), "left")
    axis.annotate(name, (x, y), place, textcoords="offset points", ha=side, fontsize=8, color=color)


def _logarithmic(axis: Any, label: str, ticks: tuple[float, ...], limits: tuple[float, float]) -> None:
    axis.set(xscale="log", xlabel=label, xlim=limits)
    axis.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.set_xticks((), minor=True)
    axis.margins(y=0.12)
    axis.grid(alpha=0.3)


def robustness() -> None:
    """Accuracy of the int8 files under each of the shifts of `fer-edge eval --robustness`."""
    figure, axis = pyplot.subplots(figsize=(8, 5.6), layout="constrained")
    for model, color, offset in zip(MODELS, (OURS, "#f2a33a"), (0.2, -0.2), strict=True):
        figures = _card(model).figures["model.int8.onnx"]
        shares = {"as they are": figures["accuracy"]} | figures["robustness"]
        places = [len(shares) - 1 - index + offset for index in range(len(shares))]
        axis.barh(places, [100 * share for share in shares.values()], 0.4, color=color, label=f"{model}, int8")
        for place, share in zip(places, shares.values(), strict=True):
            axis.annotate(
                f"{share:.0%}".rstrip("%"), (100 * share, place), (3, -3), textcoords="offset points", fontsize=7
            )
    axis.set_yticks([len(shares) - 1 - index for index in range(len(shares))], list(shares))
    axis.set(xlabel="accuracy on FER2013's validation faces, %", xlim=(0, 90), ylim=(-0.6, len(shares) - 0.4))
    axis.grid(alpha=0.3, axis="x")
    axis.legend(loc="lower right")
    figure.savefig(FOLDER / "robustness.png", dpi=DPI)


def gate() -> None:
    """What the gate of `fer-edge export` measured of each shipped file."""
    heading = ("file", "runtime", "kB", "accuracy", "lost", "worst class", "agrees with Keras")
    rows = []
    for model in MODELS:
        card = _card(model)
        for file, figures in card.figures.items():
            if "drop" not in figures:
                continue
            lost = (
                f"{100 * figures['drop']:+.2f}",
                f"{card.labels[figures['worst_class']]} {100 * figures['worst_drop']:+.2f}",
            )
            share, agrees = f"{figures['accuracy']:.2%}", f"{figures['agreement']:.2%}"
            rows.append((f"{model}/{file}", figures["runtime"], f"{figures['bytes'] / 1000:.0f}", share, *lost, agrees))
    figure, axis = pyplot.subplots(figsize=(9.5, 0.34 * (len(rows) + 1) + 0.2))
    axis.axis("off")
    table = axis.table(
        rows, colLabels=heading, loc="center", cellLoc="right", colWidths=(0.23, 0.13, 0.08, 0.1, 0.08, 0.17, 0.17)
    )
    table.auto_set_font_size(False)
    table.set_fontsize(9)
    table.scale(1, 1.45)
    for (line, _), cell in table.get_celld().items():
        cell.set_edgecolor("#ccc")
        cell.set_facecolor("#e8eefb" if line == 0 else "white")
    figure.savefig(FOLDER / "gate.png", dpi=DPI, bbox_inches="tight", pad_inches=0.05)


def _card(model: str) -> Any:
    return read_card(shipped_models() / model)
