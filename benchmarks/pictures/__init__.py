"""The pictures of README.md and docs/, made again from the records, the cards and the program itself."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
"""Where they lie."""
