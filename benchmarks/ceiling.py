"""How far the labels of a data set can be foretold: writes benchmarks/ceiling.md.

`python -m benchmarks.ceiling --data ../data --model edge`, with FER+ votes beside the data. A network that answers for
a face is held against ten people who saw it, and against both together.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.markdown import table
from fer_edge.artifact.store import find_model
from fer_edge.data.faces import FaceSet
from fer_edge.data.inspection import find_known
from fer_edge.data.loading import load_split
from fer_edge.data.votes import find_votes, load_votes
from fer_edge.metrics import score
from fer_edge.training.inputs.targets import fit_logistic_regression, predict_labels, sqrt_transform
from fer_edge.training.keras_engine import load_keras, predict

PAGE = Path(__file__).with_suffix(".md")
FOLDS = 5
HEAD = """# What the labels allow

FER2013's validation split: {faces:,} faces, each with one label, and with about ten people's votes by FER+;
{known} of them are, pixel for pixel, training faces too. The votes answer by a multinomial logistic regression that was
fitted on the training split, votes and network together by one that was fitted on validation, crosswise in {folds}
folds. The standard error of a share of so many faces is 0.8 points, of a difference between two rows somewhat less.
Written by `python -m benchmarks.ceiling`.

"""
HEADING = ("who answers", "all", "copies of training faces", "the others", "log likelihood")


def crosswise(inputs: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Probabilities [N, classes] for each face by a regression that was fitted without its fold."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(labels))
    probabilities = np.empty((len(labels), classes), np.float32)
    for left_out in range(FOLDS):
        kept = fold != left_out
        probabilities[~kept] = predict_labels(
            fit_logistic_regression(inputs[kept], labels[kept], classes), inputs[~kept]
        )
    return probabilities


def row(who: str, probabilities: np.ndarray, labels: np.ndarray, known: np.ndarray) -> tuple[str, ...]:
    """One answerer's cells, under HEADING."""
    parts = [score(probabilities[part], labels[part]) for part in (known | True, known, ~known)]
    return who, *(f"{part.accuracy:.1%}" for part in parts), f"{-parts[0].nll:.3f}"


def read(train: FaceSet, validation: FaceSet, votes: Path, model: str) -> str:
    """The page."""
    faces, labels = validation.faces, validation.labels
    known = find_known(faces, train.faces)
    network = load_keras(find_model(model, ("model.keras",)) / "model.keras")
    seen = sqrt_transform(load_votes(votes, validation.rows, validation.names))
    one, mirrored = predict(network, faces), predict(network, faces[:, :, ::-1])
    together = np.concatenate([np.log((one + mirrored) / 2 + 1e-6), seen], axis=1)
    voted = sqrt_transform(load_votes(votes, train.rows, train.names))
    people = fit_logistic_regression(voted, train.labels, len(train.classes))
    answers = {
        "ten people": predict_labels(people, seen),
        f"`{model}`": one,
        f"`{model}`, the mean of a face and its mirror image": (one + mirrored) / 2,
        "both together": crosswise(together, labels, len(train.classes)),
    }
    rows = [row(who, probabilities, labels, known) for who, probabilities in answers.items()]
    return HEAD.format(faces=len(labels), known=known.sum(), folds=FOLDS) + table(HEADING, rows)


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="edge")
    asked = parser.parse_args()
    train, validation = (load_split(asked.data, split) for split in ("train", "validation"))
    PAGE.write_text(read(train, validation, find_votes(asked.data), asked.model))


if __name__ == "__main__":
    main()
