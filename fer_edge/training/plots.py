"""Pictures of a run: the curves of its history and the confusion matrix of its best model."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

from fer_edge.metrics import Score
from fer_edge.robustness.report import Robustness
from fer_edge.system.files import atomic_write
from fer_edge.training.history import read_history


def draw_curves(folder: Path) -> None:
    """Write curves.png from history.csv: accuracy and loss, training against validation."""
    rows = read_history(folder)
    epochs = [row["epoch"] for row in rows]
    with pyplot.style.context("dark_background"):
        figure, axes = pyplot.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
        for axis, name in zip(axes, ("accuracy", "loss"), strict=True):
            axis.plot(epochs, [row[name] for row in rows], label="training, augmented", color="#7aa6ff")
            axis.plot(epochs, [row[f"val_{name}"] for row in rows], label="validation", color="#ffb454")
            axis.set(xlabel="epoch", title=name)
            axis.grid(alpha=0.25)
            axis.legend()
        figure.savefig(folder / "curves.png", dpi=110)
        pyplot.close(figure)


def draw_confusion(score: Score, labels: tuple[str, ...], folder: Path, split: str) -> None:
    """Write confusion.png: rows are the true classes and sum to 100 %."""
    counts = score.confusion
    shares = [[100 * cell / max(sum(row), 1) for cell in row] for row in counts]
    figure, axis = pyplot.subplots(figsize=(6.6, 6), layout="constrained")
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=100)
    for true, row in enumerate(shares):
        for predict, share in enumerate(row):
            axis.text(predict, true, f"{share:.0f}", ha="center", va="center", color="white" if share > 50 else "black")
    axis.set_xticks(range(len(labels)), labels, rotation=35)
    axis.set_yticks(range(len(labels)), labels)
    axis.set(xlabel="predicted", ylabel="true", title=f"{split}, {score.faces} faces: accuracy {score.accuracy:.1%}")
    figure.savefig(folder / "confusion.png", dpi=110)
    pyplot.close(figure)


def draw_shifts(found: Robustness, title: str, path: Path) -> None:
    """Write a PNG: a bar of accuracy for each shift beside a line where the faces as they are stand."""
    clean = 100 * found.clean.score.accuracy
    heights = [100 * each.score.accuracy for each in found.shifts]
    places = range(len(heights))
    figure, axis = pyplot.subplots(figsize=(8, 0.8 + 0.3 * len(heights)), layout="constrained")
    bars = axis.barh(places, heights, color=["#4878b0" if each.counts else "#8a9aae" for each in found.shifts])
    axis.bar_label(bars, fmt="%.1f", padding=-32, color="white")
    axis.axvline(clean, color="black", label=f"clean, {clean:.1f} %")
    axis.axvline(100 * found.mean, color="#b04848", linestyle="--", label=f"mean, {100 * found.mean:.1f} %")
    axis.set_yticks(places, [each.shift for each in found.shifts])
    axis.invert_yaxis()
    axis.set(xlabel="accuracy, %; pale: beside the mean", xlim=(0, 100), title=title)
    axis.legend(loc="lower right")
    with atomic_write(path) as part:
        figure.savefig(part, dpi=110, format="png")
    pyplot.close(figure)
