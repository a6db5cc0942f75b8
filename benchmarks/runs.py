"""What training runs read, from their own records: writes benchmarks/runs.md from benchmarks/runs/*/.

`python -m benchmarks.runs`. A record is the card and the history that `fer-edge train` leaves in a model's folder.
"""

import json
from pathlib import Path

from fer_edge.training.history import Epoch, read_history

HERE = Path(__file__).parent
HEAD = """# Training runs

FER2013, one run each, read on its validation split (3,589 faces, one pass): the split that chose the epoch kept. By
accuracy alone, or, where the card names a best epoch, by loss among accuracies that luck parts (see best_epoch).
Minutes are wall time on two x86-64 cores that did other work as well, those of the run it began with included where
its card says so. `edge-before` was an `edge` of 706,071 parameters that read 68.90 %; `make models` trains an `edge`
without a teacher in its place. Mirrored: tied to its mirror image, so that both get the same answer. Augmented: how
strongly. Votes: learned by a second head, and the share of the targets they decided. Likelihoods are those before the
confidence was calibrated, which label smoothing lowers. Rounded: learned under the rounding of int8 files. `first` and
`rounded` were once shipped as `edge` and `nano`.
Written by `python -m benchmarks.runs`.

| run | parameters | M MACs | begun with | taught by | mirrored | averaged | augmented | mixup | balance | rounded \
| votes | epochs | minutes | validation | its log likelihood | the last epoch | its log likelihood |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def row(folder: Path) -> str:
    """One run as a line of the table."""
    card = json.loads((folder / "card.json").read_text())
    history = read_history(folder)
    trained = card["trained"]
    last = history[-1]
    highest = max(history, key=lambda epoch: epoch["val_accuracy"])
    kept = history[trained["best_epoch"] - 1] if "best_epoch" in trained else highest
    cells = (
        folder.name,
        f"{card['parameters']:,}",
        f"{card['macs'] / 1e6:.0f}",
        ", ".join(trained["init"]) or "-",
        ", ".join(trained["teachers"]) or "-",
        "yes" if trained.get("mirrored") else "-",
        trained["average"] or "-",
        f"{trained['augment']:g}",
        trained.get("mixup") or "-",
        trained.get("balance") or "-",
        "yes" if trained.get("quantization_aware") else "-",
        f"head, {trained.get('trust_votes', 0.0):g}" if trained["votes"] else "-",
        f"{kept['epoch']:.0f} of {len(history)}",
        f"{trained['minutes']:.0f}",
        *(f(epoch) for epoch in (kept, last) for f in (_accuracy, _likelihood)),
    )
    return "| " + " | ".join(map(str, cells)) + " |\n"


def _accuracy(epoch: Epoch) -> str:
    return f"{100 * epoch['val_accuracy']:.2f} %"


def _likelihood(epoch: Epoch) -> str:
    return f"-{epoch['val_loss']:.3f}"


def main() -> None:
    """Write the table."""
    rows = "".join(row(card.parent) for card in sorted((HERE / "runs").glob("*/card.json")))
    (HERE / "runs.md").write_text(HEAD + rows)


if __name__ == "__main__":
    main()
