"""What `fer-edge data inspect` found, as short tables and as JSON."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from fer_edge.cli.console import cell, notes, results

if TYPE_CHECKING:
    from fer_edge.data.inspecting.findings import Findings
    from fer_edge.data.inspection import LabelConflicts

WORST = 6
"""Pairs of a label and what the votes say that are shown."""


def print_findings(found: "Findings", conflicts: "dict[str, LabelConflicts]", *, to_stderr: bool) -> None:
    """Print counts, what was left out, and what was found; on stderr where stdout has the JSON."""
    console = notes if to_stderr else results
    _print_counts(found, console)
    for split, record in found.records.items():
        _print_left_out(split, record.left_out, console)
    _print_issues(found, console)
    for split, odd in conflicts.items():
        worst = ", ".join(f"{label} is {answer} {count}" for (label, answer), count in list(odd.counts.items())[:WORST])
        line = f"{split}: the votes contradict {len(odd.faces)} labels, and see no face in {len(odd.no_face)}"
        console.print(cell(f"{line}; {worst}" if worst else line), soft_wrap=True)


def _print_counts(found: "Findings", console: Any) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("label")
    for split, record in found.records.items():
        side, _, channels = record.shape
        size = f"{side}x{side} {'grey' if channels == 1 else 'colour'}"
        console.print(cell(f"{split}: {len(record.names)} faces, {size}"), soft_wrap=True)
        table.add_column(cell(split), justify="right")
        table.add_column("%", justify="right")
    for label in found.faces.classes:
        cells = []
        for record in found.records.values():
            count = record.counts().get(label, 0)
            cells += [str(count), f"{100 * count / len(record.names):.1f}"]
        table.add_row(cell(label), *cells)
    console.print(table)


def _print_left_out(split: str, left_out: list[tuple[str, str]], console: Any) -> None:
    from fer_edge.data.faces import bounded

    if left_out:
        console.print(cell(f"{split}: skipped {len(left_out)}:"), soft_wrap=True)
    for line in bounded(left_out):
        console.print(cell(f"  skipped {line}"), soft_wrap=True)


def _print_issues(found: "Findings", console: Any) -> None:
    from rich.table import Table

    table = Table("", "blank", "copies", "near copies", "copies with two labels", box=None, pad_edge=False)
    for split in found.records:
        copies = found.copies_in(split)
        two = sum(len(set(found.faces.labels[group].tolist())) > 1 for group in copies)
        extra, near = sum(len(group) - 1 for group in copies), found.near_copies_in(split)
        counts = (len(found.blank_in(split)), extra, near, two)
        table.add_row(cell(split), *map(str, counts))
    console.print(table)
    for of in found.crossings:
        console.print(cell(_shared_line(found, *of)), soft_wrap=True)


def _shared_line(found: "Findings", first: str, second: str) -> str:
    """How many faces two splits share: of the second, and of the first, which may have more copies of the same."""
    equal, near = ((len(of[second, first]), len(of[first, second])) for of in (found.shared, found.nearly_shared))
    line = f"{first} and {second} share {equal[0]} faces of {second} ({equal[1]} of {first})"
    return f"{line}, and nearly {near[0]} more ({near[1]})"


def as_json(found: "Findings", missing: dict[str, str], conflicts: "dict[str, LabelConflicts]") -> dict[str, Any]:
    """All that was found, faces by their names."""
    names = found.faces.names

    def groups(of: Iterable[Sequence[int]]) -> list[list[str]]:
        return [[names[face] for face in group] for group in of]

    splits = {}
    for split, record in found.records.items():
        copies = found.copies_in(split)
        splits[split] = {
            "faces": len(record.names),
            "counts": record.counts(),
            "sizes": [{"width": w, "height": h, "faces": count} for (w, h), count in sorted(record.sizes.items())],
            "skipped": [{"name": name, "reason": reason} for name, reason in record.left_out],
            "left_out": len(record.left_out),
            "blank": [names[face] for face in found.blank_in(split)],
            "copies": groups(copies),
            "near": groups(found.near_in(split)),
            "disputed": groups(group for group in copies if len(set(found.faces.labels[group].tolist())) > 1),
        }
    shared = [
        {"splits": list(of), "pairs": groups(found.shared[of]), "near": groups(found.nearly_shared[of])}
        for of in found.shared
    ]
    contradicted = {split: _contradicted(found, split, odd) for split, odd in conflicts.items()}
    return {"splits": splits, "missing": missing, "shared": shared, "contradicted": contradicted}


def _contradicted(found: "Findings", split: str, odd: "LabelConflicts") -> dict[str, Any]:
    """LabelConflicts by what a user can look up: rows of fer2013.csv, names of files, and words."""
    record = found.records[split]
    faces = [
        {
            "row": int(record.rows[face]),
            "name": record.names[face],
            "label": record.classes[record.labels[face]],
            "votes": answer,
        }
        for face, answer in zip(odd.faces, odd.answers, strict=True)
    ]
    return {"faces": faces, "no_face": record.rows[odd.no_face].tolist()}
