"""The reliability diagram as SVG, drawn by hand: a device has no package that draws."""

from collections.abc import Iterator, Sequence

from fer_edge.metrics import ConfidenceBin

SIDE = 300
"""Of the square in which confidence meets accuracy, in units of the drawing."""

LEFT, TOP, GAP, COUNTS = 44, 8, 40, 56
"""Room for the axis; above; between the square and the counts; height of the counts."""

WIDTH, HEIGHT = LEFT + SIDE + 12, TOP + SIDE + GAP + COUNTS + 22


def reliability_diagram(bins: Sequence[ConfidenceBin]) -> str:
    """Accuracy in each bin of confidence against the diagonal of a calibrated model; below it, how many faces."""
    drawn = "\n".join((*_grid(), *_bars(bins), *_counts(bins)))
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Accuracy against confidence, with the number of faces">\n{drawn}\n</svg>'
    )


def _grid() -> Iterator[str]:
    floor = TOP + SIDE
    for tenth in range(0, 11, 2):
        x, y = LEFT + SIDE * tenth / 10, floor - SIDE * tenth / 10
        yield f'<line class="grid" x1="{LEFT}" y1="{y:g}" x2="{LEFT + SIDE}" y2="{y:g}"/>'
        yield f'<text class="end" x="{LEFT - 6}" y="{y + 4:g}">{10 * tenth}</text>'
        yield f'<text class="mid" x="{x:g}" y="{floor + 16}">{10 * tenth}</text>'
    yield f'<text class="mid" x="{LEFT + SIDE / 2:g}" y="{floor + 32}">confidence, %</text>'
    middle = TOP + SIDE / 2
    yield f'<text class="mid" x="12" y="{middle:g}" transform="rotate(-90 12 {middle:g})">right, %</text>'


def _bars(bins: Sequence[ConfidenceBin]) -> Iterator[str]:
    floor = TOP + SIDE
    for each in bins:
        x, wide, high = LEFT + SIDE * each.low, SIDE * (each.high - each.low), SIDE * each.accuracy
        told = f"{each.faces} faces: confidence {each.confidence:.1%}, right {each.accuracy:.1%}"
        yield f'<rect class="fill" x="{x + 1:.1f}" y="{floor - high:.1f}" width="{wide - 2:.1f}" height="{high:.1f}">'
        yield f"<title>{told}</title></rect>"
    yield f'<line class="even" x1="{LEFT}" y1="{floor}" x2="{LEFT + SIDE}" y2="{TOP}"/>'
    for each in bins:
        x, y = LEFT + SIDE * each.confidence, floor - SIDE * each.accuracy
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def _counts(bins: Sequence[ConfidenceBin]) -> Iterator[str]:
    floor, most = TOP + SIDE + GAP + COUNTS, max((each.faces for each in bins), default=1)
    for each in bins:
        x, wide, high = LEFT + SIDE * each.low, SIDE * (each.high - each.low), COUNTS * each.faces / most
        yield f'<rect class="pale" x="{x + 1:.1f}" y="{floor - high:.1f}" width="{wide - 2:.1f}" height="{high:.1f}"/>'
    yield f'<text class="end" x="{LEFT - 6}" y="{floor - COUNTS + 10}">{most}</text>'
    yield f'<line class="grid" x1="{LEFT}" y1="{floor}" x2="{LEFT + SIDE}" y2="{floor}"/>'
    yield f'<text class="mid" x="{LEFT + SIDE / 2:g}" y="{floor + 16}">faces of that confidence</text>'
