"""The faces of FER2013 from Kaggle, by Kaggle's own client."""

from pathlib import Path

from fer_edge.errors import FerEdgeError, MissingError

DATASET = "jonathanoheix/face-expression-recognition-dataset"


def download() -> Path:
    """Fetch the data set, or find what was fetched before, and return its folder.

    Raises MissingError when kagglehub is not installed, FerEdgeError when the transfer fails.
    """
    try:
        import kagglehub
    except ImportError as error:
        raise MissingError("fetching from Kaggle needs kagglehub: pip install kagglehub") from error
    try:
        return Path(kagglehub.dataset_download(DATASET))
    # Every network error of requests, which kagglehub lets through, is an OSError.
    except OSError as error:
        reason = " ".join(str(error).split())
        raise FerEdgeError(f"cannot download {DATASET}: {reason}; check the network and try again") from error
