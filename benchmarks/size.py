"""Accuracy against size: the shipped files beside the peers whose weights could be run; writes benchmarks/size.png.

`python -m benchmarks.size`. The shipped figures come from the cards and were read on FER2013's validation split.
"""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models

PEERS = (
    ("big_XCEPTION", 2.6, 65.6, "validation"),
    ("big_XCEPTION", 2.6, 66.9, "test"),
    ("mini_XCEPTION", 0.87, 66.0, "test"),
    ("face-api.js", 0.33, 58.8, "test"),
)
"""Name, MB, accuracy in per cent of one pass, and the split of FER2013 it was measured on; their own weights."""


def shipped() -> list[tuple[str, float, float]]:
    """Name, MB and validation accuracy in per cent of each shipped file."""
    found = []
    for folder in sorted(shipped_models().glob("*/")):
        for file, figures in read_card(folder).figures.items():
            if "bytes" in figures:
                found.append((f"{folder.name}: {file}", figures["bytes"] / 1e6, 100 * figures["accuracy"]))
    return found


def _kind(name: str) -> str:
    model, file = name.split(": ")
    return f"{model}, int8" if "int8" in file else f"{model}, float"


def main() -> None:
    """Draw the picture."""
    figure, axis = pyplot.subplots(figsize=(8, 4.6), layout="constrained")
    for split, marker in (("validation", "o"), ("test", "s")):
        points = [(name, size, share) for name, size, share, on in PEERS if on == split]
        axis.scatter(*zip(*(p[1:] for p in points), strict=True), marker=marker, color="#888", label=f"peers, {split}")
        for name, size, share in points:
            axis.annotate(name, (size, share), (6, -11), textcoords="offset points", fontsize=8, color="#666")
    ours = shipped()
    axis.scatter([p[1] for p in ours], [p[2] for p in ours], color="#2a6fdb", label="fer-edge, validation", zorder=3)
    for name, size, share in ours:
        # The two runtimes' files of a kind lie side by side: one name for both.
        if name.endswith(".onnx"):
            axis.annotate(_kind(name), (size, share), (8, 4), textcoords="offset points", fontsize=8, color="#2a6fdb")
    axis.set(xscale="log", xlabel="size of the file, MB", ylabel="accuracy on FER2013, %", xlim=(0.1, 6))
    axis.set_xticks((0.1, 0.2, 0.5, 1, 2, 5), ("0.1", "0.2", "0.5", "1", "2", "5"))
    axis.set_xticks((), minor=True)
    axis.margins(y=0.12)
    axis.grid(alpha=0.3)
    axis.legend(loc="lower right")
    figure.savefig(Path(__file__).with_suffix(".png"), dpi=110)


if __name__ == "__main__":
    main()
