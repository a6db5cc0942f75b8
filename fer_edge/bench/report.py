"""A benchmark as JSON, as CSV and as a picture."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import cv2
import numpy as np

from fer_edge.bench.harness import Bench
from fer_edge.bench.row import Row
from fer_edge.system.board import fingerprint

WIDTH, HEIGHT = 1000, 620
LEFT, RIGHT, TOP, BOTTOM = 110, 40, 60, 80
FONT = cv2.FONT_HERSHEY_SIMPLEX
INK, GRID = (40, 40, 40), (225, 225, 225)
COLOURS = {"onnxruntime": (180, 90, 20), "litert": (30, 110, 220)}

Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]
"""Left, top, right, bottom in pixels."""


def as_dict(bench: Bench) -> dict[str, Any]:
    """Everything of a benchmark, ready for JSON; `board` is as it was before."""
    conditions = bench.conditions
    return {
        "board": conditions.before,
        "fingerprint": fingerprint(conditions.before),
        "board_after": conditions.after,
        "other_programs_cores": conditions.others,
        "frequencies_khz": conditions.frequencies_khz,
        "seconds": conditions.seconds,
        "settings": asdict(bench.settings),
        "faces": bench.faces,
        "peak_macs_per_second": bench.peaks,
        "doubts": bench.doubts,
        "rows": [asdict(row) for row in bench.rows],
    }


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV, a figure a column; faces per second have one for each batch."""
    batches = list(dict.fromkeys(batch for row in rows for batch in row.throughput))
    names = [one.name for one in fields(Row) if one.name not in ("interval_ms", "throughput")]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*names, "low_ms", "high_ms", *(f"faces_per_second_{batch}" for batch in batches)])
    for row in rows:
        speeds = (row.throughput.get(batch) for batch in batches)
        table.writerow([*(getattr(row, name) for name in names), *(row.interval_ms or (None, None)), *speeds])
    return text.getvalue()


def draw_plot(rows: Sequence[Row]) -> np.ndarray:
    """Accuracy against p50 latency, uint8 [620, 1000, 3], BGR; rows without both are left out and counted."""
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    points = [(row, row.p50_ms, row.accuracy) for row in rows if row.p50_ms is not None and row.accuracy is not None]
    left_out = len(rows) - len(points)
    title = "Accuracy and latency of one face" + (f" ({left_out} without a figure left out)" if left_out else "")
    _text(image, title, (LEFT, 36), 0.7)
    across = ticks(0.0, max((ms for _, ms, _ in points), default=1.0) * 1.1)
    shares = [100 * accuracy for *_, accuracy in points] or [0.0, 100.0]
    up = ticks(max(0.0, min(shares) - 0.5), min(100.0, max(shares) + 0.5))
    _draw_axes(image, across, up)
    spots = [(row, _place(ms, across, LEFT, WIDTH - RIGHT), _up(100 * accuracy, up)) for row, ms, accuracy in points]
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for _, x, y in spots]
    for row, x, y in spots:
        colour = COLOURS.get(row.runtime, INK)
        cv2.circle(image, (x, y), 7, colour, -1, cv2.LINE_AA)
        _draw_label(image, f"{row.file} x{row.threads}", (x, y), taken, colour)
    return image


def ticks(low: float, high: float) -> np.ndarray:
    """About five round numbers [N] that span low to high."""
    rough = max(high - low, 1e-6) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    marks: np.ndarray = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    return marks


def _place(value: float, marks: np.ndarray, start: int, end: int) -> int:
    first, last = float(marks[0]), float(marks[-1])
    return round(start + (value - first) / (last - first) * (end - start))


def _up(share: float, marks: np.ndarray) -> int:
    return _place(share, marks, HEIGHT - BOTTOM, TOP)


def _draw_axes(image: np.ndarray, across: np.ndarray, up: np.ndarray) -> None:
    for mark in across:
        x = _place(mark, across, LEFT, WIDTH - RIGHT)
        cv2.line(image, (x, TOP), (x, HEIGHT - BOTTOM), GRID, 1)
        _text(image, f"{mark:.4g}", (x - _width(f"{mark:.4g}", 0.5) // 2, HEIGHT - BOTTOM + 24), 0.5)
    for mark in up:
        y = _up(mark, up)
        cv2.line(image, (LEFT, y), (WIDTH - RIGHT, y), GRID, 1)
        _text(image, f"{mark:.4g} %", (LEFT - 12 - _width(f"{mark:.4g} %", 0.5), y + 5), 0.5)
    cv2.rectangle(image, (LEFT, TOP), (WIDTH - RIGHT, HEIGHT - BOTTOM), INK, 1)
    name = "latency of one call, p50, ms"
    _text(image, name, ((LEFT + WIDTH - RIGHT - _width(name, 0.6)) // 2, HEIGHT - 20), 0.6)
    _text(image, "accuracy", (8, TOP - 24), 0.6)


def _draw_label(image: np.ndarray, text: str, at: tuple[int, int], taken: list[Box], colour: Colour) -> None:
    """Write beside a point, in the first place where nothing else is, with a line where that is far."""
    x, y = at
    wide = _width(text, 0.5)
    places = [(x + 14, y + 5 + shift) for step in range(24) for shift in (18 * step, -18 * step)]
    places += [(x - 14 - wide, y) for _, y in places]
    boxes = [(a, b - 13, a + wide, b + 4) for a, b in places]
    box = next((box for box in boxes if _fits(box, taken)), boxes[0])
    taken.append(box)
    if abs(box[1] + 8 - y) > 12:
        cv2.line(image, at, (box[0] - 2 if box[0] > x else box[2] + 2, box[1] + 9), colour, 1, cv2.LINE_AA)
    _text(image, text, (box[0], box[3] - 4), 0.5)


def _fits(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    inside = left > LEFT and top > TOP and right < WIDTH - RIGHT and bottom < HEIGHT - BOTTOM
    return inside and all(right < a or left > c or bottom < b or top > d for a, b, c, d in taken)


def _width(text: str, size: float) -> int:
    return cv2.getTextSize(text, FONT, size, 1)[0][0]


def _text(image: np.ndarray, text: str, at: tuple[int, int], size: float) -> None:
    cv2.putText(image, text, at, FONT, size, INK, 1, cv2.LINE_AA)
