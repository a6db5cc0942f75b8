"""Pictures of a run: the curves of its history and the confusion matrix of its best model."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from fer_edge.metrics import Score
from fer_edge.robustness.report import Robustness
from fer_edge.system.files import atomic_write
from fer_edge.training.history import read_history

matplotlib.rcParams["text.parse_math"] = False  # Names of classes and files are no formulas, whatever they hold.

INK, PALE = "#4878b0", "#8a9aae"


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


def draw_validations(curves: Mapping[str, Sequence[float]], path: Path) -> None:
    """Write a PNG: the validation accuracy of several runs by epoch, the best model's in the legend first.

    curves: fractions from the first epoch on, by the run's name.
    """
    figure, axis = pyplot.subplots(figsize=(9, 5), layout="constrained")
    colours = matplotlib.colormaps["turbo"]
    for place, (name, curve) in enumerate(sorted(curves.items(), key=lambda item: -max(item[1]))):
        colour = colours(0.05 + 0.9 * place / max(len(curves) - 1, 1))
        heights = [100 * share for share in curve]
        axis.plot(range(1, len(curve) + 1), heights, marker=".", color=colour, label=f"{name} {max(heights):.1f}")
    axis.set(xlabel="epoch", ylabel="validation accuracy, %")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.grid(alpha=0.25)
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=7)
    save_figure(figure, path)


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, whole or not at all, and let go of it. Raises FerEdgeError when it cannot."""
    with atomic_write(path) as part:
        figure.savefig(part, dpi=110, format="png")
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


def draw_shifts(found: Robustness, labels: tuple[str, ...], title: str, path: Path) -> None:
    """Write a PNG: accuracy under each shift as bars, and beside them the recall that each class lost."""
    rows = found.shifts
    figure, (left, right) = pyplot.subplots(
        1, 2, sharey=True, figsize=(6 + 0.7 * len(labels), 1.6 + 0.3 * len(rows)), layout="constrained"
    )
    _draw_accuracies(left, found)
    _draw_losses(right, found, labels)
    left.set_yticks(range(len(rows)), [row.shift for row in rows])
    figure.suptitle(title)
    save_figure(figure, path)


def _draw_accuracies(axis: Axes, found: Robustness) -> None:
    heights = [100 * row.score.accuracy for row in found.shifts]
    bars = axis.barh(range(len(heights)), heights, color=[INK if row.counts else PALE for row in found.shifts])
    axis.bar_label(bars, fmt="%.1f", label_type="center", color="white")
    clean, mean = 100 * found.clean.score.accuracy, 100 * found.mean
    axis.axvline(clean, color="black", label=f"clean {clean:.1f} %")
    axis.axvline(mean, color="#b04848", linestyle="--", label=f"mean {mean:.1f} %, without the pale")
    axis.set(xlabel="accuracy, %", xlim=(0, 100))
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)


def _draw_losses(axis: Axes, found: Robustness, labels: tuple[str, ...]) -> None:
    lost = [[100 * share for share in row.recall_drop] for row in found.shifts]
    axis.imshow(lost, cmap="RdBu_r", vmin=-60, vmax=60, aspect="auto")
    for place, row in enumerate(lost):
        for index, points in enumerate(row):
            colour = "white" if abs(points) > 40 else "black"
            axis.text(index, place, f"{points:+.0f}", ha="center", va="center", color=colour, fontsize=8)
        shift = found.shifts[place]
        told = f"{shift.grown} {100 * shift.growth:+.0f}" if shift.grown else ""
        axis.text(len(labels) - 0.4, place, told, va="center", fontsize=8)
    axis.set_xticks(range(len(labels)), labels, rotation=35)
    axis.set(xlabel="recall lost, points; beside it the label that grew the most, points")
