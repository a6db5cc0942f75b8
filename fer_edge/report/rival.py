"""The part of the report that holds a model against another one."""

from fer_edge.data.faces import FaceSet
from fer_edge.report.comparison import Comparison
from fer_edge.report.gallery import alone_gallery
from fer_edge.report.markup import cells, percent, row_head, section, table

LEVEL = 0.05
"""Below it chance alone is seldom as unequal."""


def verdict(found: Comparison) -> str:
    """The comparison in one sentence for people."""
    low, high = (f"{100 * bound:+.1f}" for bound in found.interval)
    sure = "more than chance explains" if found.p_value < LEVEL else "no more than chance may bring"
    chance = "below 0.0001" if found.p_value < 1e-4 else f"{found.p_value:.4f}"
    return (
        f"{100 * found.difference:+.1f} points, 95 % between {low} and {high} (paired bootstrap): {sure} "
        f"(McNemar's exact test: p {chance})"
    )


def rival_section(found: Comparison, model: str, other: str, faces: FaceSet) -> str:
    """Both accuracies, and which of the faces only one gets right. model, other: what each is called."""
    accuracies = table(
        ("", "accuracy", "right alone"),
        (
            row_head(model) + cells([percent(found.accuracy, 2), len(found.only_model)]),
            row_head(other) + cells([percent(found.other_accuracy, 2), len(found.only_other)]),
        ),
    )
    alone = (
        alone_gallery(f"Faces that only {name} gets right", places, faces)
        for name, places in ((model, found.only_model), (other, found.only_other))
    )
    told = (
        f"{model} against {other}: {verdict(found)}. Both are right on {found.both:,} faces, neither on "
        f"{found.neither:,}."
    )
    return section("Against another model", "\n".join((accuracies, *alone)), told, whole=True)
