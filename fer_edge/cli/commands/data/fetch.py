"""The doorway `fer-edge data fetch`."""

from fer_edge.cli.console import say


def fetch() -> None:
    """Download the FER-2013 faces from Kaggle, and say where they are."""
    from fer_edge.data.kaggle import download

    folder = download()
    say(str(folder))
    say(f"use it with --data {folder}")
