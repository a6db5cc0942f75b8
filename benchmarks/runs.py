"""What training runs read, from their own records: writes benchmarks/runs.md from benchmarks/runs/*/.

`python -m benchmarks.runs`. A record is the card and the history that `fer-edge train` leaves in a model's folder.
"""

import csv
import json
from pathlib import Path

HERE = Path(__file__).parent
HEAD = """# Training runs

FER2013, one run each, best epoch on its validation split (3,589 faces, one pass): the split that chose the epoch.
Minutes are wall time on two x86-64 cores that did other work as well, those of the run it began with included where
its card says so. `edge-before` was an `edge` of 706,071 parameters that read 68.90 %; `make models` trains an `edge`
without a teacher in its place. Rounded: learned under the rounding of int8 files.
Written by `python -m benchmarks.runs`.

| run | parameters | M MACs | begun with | taught by | averaged | mixup | balance | rounded | votes | epochs \
| minutes | validation | its log likelihood |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def row(folder: Path) -> str:
    """One run as a line of the table."""
    card = json.loads((folder / "card.json").read_text())
    with (folder / "history.csv").open(newline="") as lines:
        history = list(csv.DictReader(lines))
    best = max(history, key=lambda epoch: float(epoch["val_accuracy"]))
    trained = card["trained"]
    cells = (
        folder.name,
        f"{card['parameters']:,}",
        f"{card['macs'] / 1e6:.0f}",
        trained["init"] or "-",
        ", ".join(trained["teachers"]) or "-",
        trained["average"] or "-",
        trained.get("mixup") or "-",
        trained.get("balance") or "-",
        "yes" if trained.get("quantization_aware") else "-",
        "yes" if trained["votes"] else "no",
        f"{best['epoch']} of {len(history)}",
        f"{trained['minutes']:.0f}",
        f"{100 * float(best['val_accuracy']):.2f} %",
        f"-{float(best['val_loss']):.3f}",
    )
    return "| " + " | ".join(map(str, cells)) + " |\n"


def main() -> None:
    """Write the table."""
    rows = "".join(row(card.parent) for card in sorted((HERE / "runs").glob("*/card.json")))
    (HERE / "runs.md").write_text(HEAD + rows)


if __name__ == "__main__":
    main()
