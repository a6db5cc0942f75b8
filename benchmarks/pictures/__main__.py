"""`python -m benchmarks.pictures [NAME ...]` makes docs/pictures/: all of them, or those that are named."""

import argparse
from collections.abc import Callable

from benchmarks.pictures import FOLDER, charts, loop, screens

PICTURES: dict[str, Callable[[], None]] = {
    "loop.webp": loop.draw,
    "window.png": screens.window,
    "page.png": screens.page,
    "size_and_time.png": charts.size_and_time,
    "robustness.png": charts.robustness,
    "gate.png": charts.gate,
}
"""What makes each picture. The curves of a model lie beside it: models/edge/curves.png."""


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*PICTURES, []], default=[], help="all of them, if none is named")
    FOLDER.mkdir(exist_ok=True)
    for name in parser.parse_args().names or PICTURES:
        PICTURES[name]()
        print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
