"""Face pictures that are whole or absent."""

import os
from pathlib import Path

import numpy as np

from fer_edge.data.writers.folders import as_png
from fer_edge.system.writing.leftovers import part_name


def write_face(face: np.ndarray, path: Path) -> None:
    """Write a face uint8 [side, side, channels], grey or R, G, B, as PNG. Raises OSError when it cannot.

    Not by `atomic_write`, which looks through the folder each time.
    """
    part = path.with_name(part_name(f"{path.name}.new"))  # A reader of pictures passes by what ends so.
    try:
        part.write_bytes(as_png(face))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
