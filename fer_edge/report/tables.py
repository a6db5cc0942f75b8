"""The report's tables: classes, confusion, and accuracy against what the pictures are like."""

from collections.abc import Iterator

from fer_edge.metrics import Score
from fer_edge.report.markup import bar, cells, percent, row_head, section, table, text
from fer_edge.report.properties import PropertyBin

DEEPEST = 0.7
"""Opacity of a whole row's shade: figures on it can still be read."""

PROPERTIES = {
    "light": "Light: mean shade, 0 to 255",
    "contrast": "Contrast: standard deviation of the shades",
    "sharpness": "Sharpness: standard deviation of the Laplacian",
}


def confusion_section(score: Score, labels: tuple[str, ...]) -> str:
    """Counts of faces, a row a true class, each cell as deep as its share of the row."""
    heads = "".join(f'<th scope="col"><span>{text(label)}</span></th>' for label in labels)
    rows = "\n".join(_confusion_row(label, place, score) for place, label in enumerate(labels))
    head = f'<tr><th scope="col">labelled \\ answered</th>{heads}</tr>'
    told = "Faces of each label, by answer; the shade is the share of the row."
    return section("Confusion", f'<div class="wide"><table class="confusion">\n{head}\n{rows}\n</table></div>', told)


def _confusion_row(label: str, place: int, score: Score) -> str:
    counts = score.confusion[place]
    shares = [count / max(sum(counts), 1) for count in counts]
    shown = "".join(
        f'<td{" class=right" * (at == place)} style="--s:{DEEPEST * share:.2f}" title="{percent(share)}">{count}</td>'
        for at, (share, count) in enumerate(zip(shares, counts, strict=True))
    )
    return f"<tr>{row_head(label)}{shown}</tr>"


def classes_section(score: Score, labels: tuple[str, ...]) -> str:
    """Precision, recall and F1 of each class."""
    rows = (
        row_head(label)
        + cells(percent(figures[place]) for figures in (score.precision, score.recall, score.f1))
        + cells([sum(score.confusion[place])])
        for place, label in enumerate(labels)
    )
    told = "Precision: of the answers with this label, how many are right. Recall: of the faces with it, how many."
    return section("Classes", table(("", "precision", "recall", "F1", "faces"), rows), told)


def properties_section(found: dict[str, tuple[PropertyBin, ...]]) -> str:
    """Accuracy in bins of light, contrast and sharpness."""
    body = "\n".join(f"<h3>{text(PROPERTIES[name])}</h3>\n{_bins(bins)}" for name, bins in found.items())
    told = "Each row is a fifth of the faces, from the least to the most; after the accuracy its 95 % interval."
    return section("What the pictures are like", body, told)


def _bins(bins: tuple[PropertyBin, ...]) -> str:
    return table(("from, to", "faces", "accuracy"), _bin_rows(bins), "bars")


def _bin_rows(bins: tuple[PropertyBin, ...]) -> Iterator[str]:
    for each in bins:
        low, high = (f"{100 * share:.0f}" for share in each.interval)
        shown = f"{percent(each.accuracy)}  ({low} to {high})"
        yield row_head(f"{each.low:.0f} to {each.high:.0f}") + cells([each.faces]) + bar(each.accuracy, shown)
