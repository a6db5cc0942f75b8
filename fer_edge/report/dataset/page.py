"""The page of a data set: one HTML file with everything in it, which loads nothing and runs nothing."""

from collections.abc import Iterator

from fer_edge.report.dataset.choice import Chosen
from fer_edge.report.dataset.sections import (
    Pictures,
    balance_section,
    conflicts_section,
    copies_section,
    left_out_section,
    samples_section,
    sizes_section,
)
from fer_edge.report.dataset.subject import Inspection
from fer_edge.report.gallery import OWN
from fer_edge.report.markup import fill_page, total
from fer_edge.system.version import VERSION


def dataset_page(inspection: Inspection, shown: Chosen, pictures: Pictures) -> str:
    """The page as HTML. shown: the faces that it has pictures of. pictures: uint8 [side, side, channels], by name."""
    sections = [
        balance_section(inspection),
        sizes_section(inspection),
        samples_section(inspection, shown, pictures),
        copies_section(inspection, shown, pictures),
        conflicts_section(inspection, shown, pictures),
        left_out_section(inspection),
    ]
    splits = ", ".join(inspection.found.records)
    return fill_page(
        title=f"The faces of {inspection.source}",
        origin=f"{splits}; labels: {', '.join(inspection.found.faces.classes)}",
        totals=_totals(inspection),
        sections=sections,
        foot=(f"Made by fer-edge {VERSION}.", OWN, "A label says what people saw in a face, and not what it felt."),
    )


def _totals(inspection: Inspection) -> Iterator[str]:
    found = inspection.found
    records = found.records.values()
    left = sum(len(record.left_out) for record in records)
    extra = sum(len(group) - 1 for group in found.copies)
    yield total(
        "faces", f"{len(found.faces.names):,}", f"of {len(found.faces.classes)} labels, in {len(records)} splits"
    )
    yield total("left out", f"{left:,}", f"{len(found.blank):,} more are blank")
    yield total("copies", f"{extra:,}", f"{sum(map(found.near_copies_in, found.records)):,} more are nearly the same")
    shared, nearly = (sum(len(of[b, a]) for a, b in found.crossings) for of in (found.shared, found.nearly_shared))
    yield total("in two splits", f"{shared:,}", f"{nearly:,} more nearly so")
    yield total("labelled twice", f"{len(found.disputed):,}", "faces with two labels")
