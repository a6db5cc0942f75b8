"""The parts of a data set's page: balance, samples, copies, contradictions, sizes, and what was left out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fer_edge.data.faces import bounded
from fer_edge.report.dataset.choice import Chosen
from fer_edge.report.dataset.subject import Inspection
from fer_edge.report.gallery import figure, gallery, picture
from fer_edge.report.markup import bar, cells, percent, row_head, section, table, text

Pictures = dict[str, np.ndarray]

MOST_SIZES, MOST_PAIRS = 12, 12
"""Rows of the tables of sizes and of labels with what the votes say."""


def balance_section(inspection: Inspection) -> str:
    """How many faces each class has, in each split."""
    records = inspection.found.records
    parts = []
    for split, record in records.items():
        counts = record.counts()
        most = max(counts.values())
        rows = (
            row_head(label) + cells([f"{count:,}"]) + bar(count / most, percent(count / len(record.names)))
            for label, count in counts.items()
        )
        parts.append(
            f"<h3>{text(f'{split}: {len(record.names):,}')}</h3>\n{table(('', 'faces', 'share'), rows, 'bars')}"
        )
    parts += [f'<p class="told">{text(f"{split}: {reason}")}</p>' for split, reason in inspection.missing.items()]
    told = "Faces of each label. A class with few faces is learned less well than the others."
    return section("Balance", "\n".join(parts), told)


def sizes_section(inspection: Inspection) -> str:
    """How large the pictures are before they are brought to one size."""
    sizes: Counter[tuple[int, int]] = Counter()
    for record in inspection.found.records.values():
        sizes.update(record.sizes)
    total, common = sum(sizes.values()), sizes.most_common(MOST_SIZES)
    most = common[0][1] if common else 1
    rows = [row_head(f"{w} x {h}") + cells([f"{n:,}"]) + bar(n / most, percent(n / total)) for (w, h), n in common]
    if rest := total - sum(count for _, count in common):
        rows.append(
            row_head(f"{len(sizes) - len(common)} others")
            + cells([f"{rest:,}"])
            + bar(rest / most, percent(rest / total))
        )
    heads = ("pixels", "pictures", "share")
    return section("Sizes", table(heads, rows, "bars"), "Width and height of the pictures as they are stored.")


def samples_section(inspection: Inspection, shown: Chosen, pictures: Pictures) -> str:
    """Some faces of each class."""
    parts = []
    for label, faces in shown.samples.items():
        known = ((inspection.called(face), pictures.get(inspection.found.faces.names[face])) for face in faces)
        figures = (figure(picture(image, label), "", name) for name, image in known if image is not None)
        parts.append(f"<h3>{text(label)}</h3>\n{gallery(figures, 'faces small')}")
    return section("Samples", "\n".join(parts), "Drawn by chance from all splits.", whole=True)


def copies_section(inspection: Inspection, shown: Chosen, pictures: Pictures) -> str:
    """Copies side by side: within a split, across two, with two labels."""
    found = inspection.found
    parts = [_groups("Labelled twice", len(found.disputed), shown.disputed, inspection, pictures)]
    for title, all_pairs, pairs in (
        ("the same face", found.shared, shown.shared),
        ("nearly the same face", found.nearly_shared, shown.nearly_shared),
    ):
        for of, some in pairs.items():
            heading = f"In {of[0]} and {of[1]}, {title}, faces of {of[1]}"
            parts.append(_groups(heading, len(all_pairs[of[::-1]]), some, inspection, pictures))
    parts.append(_groups("The same face, anywhere", len(found.copies), shown.copies, inspection, pictures))
    parts.append(_groups("Pairs that are nearly the same, anywhere", len(found.near), shown.near, inspection, pictures))
    body = "\n".join(part for part in parts if part) or "<p>There are none.</p>"
    told = (
        "What a model has learned from says little of it when it is tested on: fer-edge data clean lists such "
        "faces, and data split keeps them together. Nearly the same: cut, scaled, lit or compressed otherwise."
    )
    return section("Copies", body, told, whole=True)


def conflicts_section(inspection: Inspection, shown: Chosen, pictures: Pictures) -> str:
    """Labels that the votes contradict; empty where there are no votes."""
    if not inspection.conflicts:
        return ""
    pairs: Counter[tuple[str, str]] = Counter()
    for odd in inspection.conflicts.values():
        pairs.update(odd.counts)
    rows = (row_head(f"{label} → {answer}") + cells([f"{n:,}"]) for (label, answer), n in pairs.most_common(MOST_PAIRS))
    faces = gallery(
        _figure([face], f"{text(inspection.found.faces.label(face))} → <b>{text(answer)}</b>", inspection, pictures)
        for face, answer in shown.contradicted
    )
    clear, odd = (sum(counts) for counts in zip(*_clear(inspection), strict=True))
    told = f"Where more than half of the voters agree, on {clear:,} faces, they contradict the label of {odd:,}."
    return section(
        "Labels that the votes contradict", table(("label → votes", "faces"), rows) + faces, told, whole=True
    )


def left_out_section(inspection: Inspection) -> str:
    """What could not be used, the first of each reason, and how many; blank faces by name."""
    left = [one for record in inspection.found.records.values() for one in record.left_out]
    blank = [(inspection.called(face), "is blank: one constant shade") for face in inspection.found.blank]
    lines = bounded([*left, *blank])
    body = f"<ul>\n{''.join(f'<li>{text(line)}</li>' for line in lines)}\n</ul>" if lines else "<p>Nothing.</p>"
    told = f"{len(left):,} could not be used; {len(blank):,} of the others are blank."
    return section("Left out", body, told, whole=True)


def _clear(inspection: Inspection) -> Iterator[tuple[int, int]]:
    for odd in inspection.conflicts.values():
        yield odd.clear, len(odd.faces)


def _groups(title: str, count: int, groups: Sequence[Sequence[int]], of: Inspection, pictures: Pictures) -> str:
    if not groups:
        return ""
    head = f"<h3>{text(f'{title}: {count:,}')}</h3>"
    return f"{head}\n{gallery((_figure(group, '', of, pictures) for group in groups), 'faces pairs')}"


def _figure(faces: Iterable[int], head: str, of: Inspection, pictures: Pictures) -> str:
    """The faces side by side, what they are labelled unless there is a `head` (HTML), and what they are called."""
    known = of.found.faces
    there = [face for face in faces if known.names[face] in pictures]
    shown = "".join(picture(pictures[known.names[face]], known.label(face)) for face in there)
    labels = list(dict.fromkeys(known.label(face) for face in there))
    return figure(shown, head or text(", ".join(labels)), " · ".join(of.called(face) for face in there))
